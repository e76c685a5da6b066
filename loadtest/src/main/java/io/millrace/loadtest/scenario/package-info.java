/** The scenarios, each of them one command. */
@NullMarked
package io.millrace.loadtest.scenario;

import org.jspecify.annotations.NullMarked;
