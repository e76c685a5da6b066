/** What tests of traces need. */
@NullMarked
package io.millrace.runtime.trace.testing;

import org.jspecify.annotations.NullMarked;
