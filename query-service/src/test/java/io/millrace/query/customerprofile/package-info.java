@NullMarked
package io.millrace.query.customerprofile;

import org.jspecify.annotations.NullMarked;
