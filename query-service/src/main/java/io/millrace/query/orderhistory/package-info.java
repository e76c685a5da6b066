/** The order history: a customer's orders with names, titles and what happened when. */
@NullMarked
package io.millrace.query.orderhistory;

import org.jspecify.annotations.NullMarked;
