/** What the system wastes: our figures beside the limit of the same servers, in one interleaved run. */
@NullMarked
package io.millrace.loadtest;

import org.jspecify.annotations.NullMarked;
