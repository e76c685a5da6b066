/** Sales by day: what was sold on a UTC day, per currency. */
@NullMarked
package io.millrace.query.salesbyday;

import org.jspecify.annotations.NullMarked;
