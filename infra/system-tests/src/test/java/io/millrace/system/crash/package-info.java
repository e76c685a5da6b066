@NullMarked
package io.millrace.system.crash;

import org.jspecify.annotations.NullMarked;
