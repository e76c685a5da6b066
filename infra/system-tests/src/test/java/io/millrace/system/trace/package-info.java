/** One trace through all services. */
@NullMarked
package io.millrace.system.trace;

import org.jspecify.annotations.NullMarked;
