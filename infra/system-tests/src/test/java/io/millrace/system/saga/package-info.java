/** Orders from placing to shipping, over the services that take part, through outages of each. */
@NullMarked
package io.millrace.system.saga;

import org.jspecify.annotations.NullMarked;
