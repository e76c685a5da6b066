/** Orders: from placing to shipping, with the prices and customers of its own copy. */
@NullMarked
package io.millrace.orders;

import org.jspecify.annotations.NullMarked;
