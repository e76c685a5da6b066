/** Pure decisions: what a command does to an aggregate. */
@NullMarked
package io.millrace.kit.decider;

import org.jspecify.annotations.NullMarked;
