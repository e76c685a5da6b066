@NullMarked
package io.millrace.loadtest.measure;

import org.jspecify.annotations.NullMarked;
