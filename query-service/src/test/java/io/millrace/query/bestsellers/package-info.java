@NullMarked
package io.millrace.query.bestsellers;

import org.jspecify.annotations.NullMarked;
