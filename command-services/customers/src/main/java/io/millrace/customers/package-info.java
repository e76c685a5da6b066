/** Customers: who they are, with an e-mail address that is theirs alone. */
@NullMarked
package io.millrace.customers;

import org.jspecify.annotations.NullMarked;
