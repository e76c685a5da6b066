/** Inventory: how much of each product there is, and how much of it is promised to orders. */
@NullMarked
package io.millrace.inventory;

import org.jspecify.annotations.NullMarked;
