/** The catalog: what is offered, described by free-form attributes, under a SKU that is the product's alone. */
@NullMarked
package io.millrace.catalog;

import org.jspecify.annotations.NullMarked;
