/** The single writer of a partition within a process: group commit. */
@NullMarked
package io.millrace.kit.lane;

import org.jspecify.annotations.NullMarked;
