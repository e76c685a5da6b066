@NullMarked
package io.millrace.query.products;

import org.jspecify.annotations.NullMarked;
