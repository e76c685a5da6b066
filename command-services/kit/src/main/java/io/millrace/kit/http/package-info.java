/** Commands over HTTP. */
@NullMarked
package io.millrace.kit.http;

import org.jspecify.annotations.NullMarked;
