@NullMarked
package io.millrace.query.orderhistory;

import org.jspecify.annotations.NullMarked;
