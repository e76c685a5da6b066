/** What a service does in answer to another service's events. */
@NullMarked
package io.millrace.kit.reaction;

import org.jspecify.annotations.NullMarked;
