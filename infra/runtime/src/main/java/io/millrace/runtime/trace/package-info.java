/** Which trace the work in hand belongs to. */
@NullMarked
package io.millrace.runtime.trace;

import org.jspecify.annotations.NullMarked;
