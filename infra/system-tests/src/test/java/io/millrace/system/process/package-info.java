/** Each service as a process of its own, as an operator runs it. */
@NullMarked
package io.millrace.system.process;

import org.jspecify.annotations.NullMarked;
