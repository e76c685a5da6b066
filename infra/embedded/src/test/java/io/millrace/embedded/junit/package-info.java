@NullMarked
package io.millrace.embedded.junit;

import org.jspecify.annotations.NullMarked;
