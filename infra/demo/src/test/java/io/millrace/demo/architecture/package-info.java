@NullMarked
package io.millrace.demo.architecture;

import org.jspecify.annotations.NullMarked;
