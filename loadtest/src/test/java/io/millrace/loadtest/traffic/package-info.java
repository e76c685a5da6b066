@NullMarked
package io.millrace.loadtest.traffic;

import org.jspecify.annotations.NullMarked;
