/** Contract-first HTTP: requests are checked against an OpenAPI document before a handler sees them. */
@NullMarked
package io.millrace.runtime.http;

import org.jspecify.annotations.NullMarked;
