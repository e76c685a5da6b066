@NullMarked
package io.millrace.demo.crash;

import org.jspecify.annotations.NullMarked;
