/** All of Millrace in one process: for a first run, for looking around, and for the tests that need everything. */
@NullMarked
package io.millrace.demo;

import org.jspecify.annotations.NullMarked;
