/** What is published, for tests of whoever reads it. */
@NullMarked
package io.millrace.contracts.testing;

import org.jspecify.annotations.NullMarked;
