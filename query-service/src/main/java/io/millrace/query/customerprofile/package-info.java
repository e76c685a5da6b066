/** The customer profile: who a customer is, and lifetime totals of its orders. */
@NullMarked
package io.millrace.query.customerprofile;

import org.jspecify.annotations.NullMarked;
