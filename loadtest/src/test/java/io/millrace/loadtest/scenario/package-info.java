@NullMarked
package io.millrace.loadtest.scenario;

import org.jspecify.annotations.NullMarked;
