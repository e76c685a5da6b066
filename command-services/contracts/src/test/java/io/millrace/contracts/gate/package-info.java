/** Refuses a build whose events are not what others have been told. */
@NullMarked
package io.millrace.contracts.gate;

import org.jspecify.annotations.NullMarked;
