/** Every credential against everything there is: what each account can reach, as the servers themselves answer. */
@NullMarked
package io.millrace.system.isolation;

import org.jspecify.annotations.NullMarked;
