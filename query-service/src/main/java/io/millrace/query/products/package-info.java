/** Products: what the catalog offers, with what inventory has of it and what was sold of it, as pages and a searchable list. */
@NullMarked
package io.millrace.query.products;

import org.jspecify.annotations.NullMarked;
