/** Background activities with one lifecycle. */
@NullMarked
package io.millrace.runtime.loop;

import org.jspecify.annotations.NullMarked;
