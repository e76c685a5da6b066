@NullMarked
package io.millrace.query.projection;

import org.jspecify.annotations.NullMarked;
