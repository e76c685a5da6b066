/** Orders from placing to shipping, over the services that take part, through outages of each. */
@NullMarked
package io.millrace.demo.saga;

import org.jspecify.annotations.NullMarked;
