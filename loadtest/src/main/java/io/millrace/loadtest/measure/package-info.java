/** What was measured: response times, failures and goals, over time and by phase. */
@NullMarked
package io.millrace.loadtest.measure;

import org.jspecify.annotations.NullMarked;
