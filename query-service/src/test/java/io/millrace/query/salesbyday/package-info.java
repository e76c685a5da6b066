@NullMarked
package io.millrace.query.salesbyday;

import org.jspecify.annotations.NullMarked;
