/** Clients who arrive at a rate whatever happens to those before them, on Gatling's engine. */
@NullMarked
package io.millrace.loadtest.traffic;

import org.jspecify.annotations.NullMarked;
