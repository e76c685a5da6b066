/** One trace through all services. */
@NullMarked
package io.millrace.demo.trace;

import org.jspecify.annotations.NullMarked;
