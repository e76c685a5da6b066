@NullMarked
package io.millrace.system.architecture;

import org.jspecify.annotations.NullMarked;
