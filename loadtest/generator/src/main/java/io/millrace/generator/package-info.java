/** Load over HTTP at little cost, to be run as a process of its own. */
@NullMarked
package io.millrace.generator;

import org.jspecify.annotations.NullMarked;
