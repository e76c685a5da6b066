/** What every process is built on: settings from the environment, a launcher, metrics and a graceful stop. */
@NullMarked
package io.millrace.runtime;

import org.jspecify.annotations.NullMarked;
