/** From the journal to the broker. */
@NullMarked
package io.millrace.kit.relay;

import org.jspecify.annotations.NullMarked;
