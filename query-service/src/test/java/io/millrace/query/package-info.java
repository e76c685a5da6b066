@NullMarked
package io.millrace.query;

import org.jspecify.annotations.NullMarked;
