@NullMarked
package io.millrace.orders;

import org.jspecify.annotations.NullMarked;
