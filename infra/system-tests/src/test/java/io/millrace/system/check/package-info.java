/** What a whole system's stores hold, what its read models must therefore show, and whether they do. */
@NullMarked
package io.millrace.system.check;

import org.jspecify.annotations.NullMarked;
