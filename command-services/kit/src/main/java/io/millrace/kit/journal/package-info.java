/** The permanent, ordered record of a service's events, written together with the state. */
@NullMarked
package io.millrace.kit.journal;

import org.jspecify.annotations.NullMarked;
