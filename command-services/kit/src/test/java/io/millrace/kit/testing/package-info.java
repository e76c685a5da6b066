/** A service of one's own, really running, for the tests of every service. */
@NullMarked
package io.millrace.kit.testing;

import org.jspecify.annotations.NullMarked;
