/** Best sellers: units and revenue per product. */
@NullMarked
package io.millrace.query.bestsellers;

import org.jspecify.annotations.NullMarked;
