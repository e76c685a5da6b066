/** The command side, reusable: a service is a decider, a table and a contract on top of this. */
@NullMarked
package io.millrace.kit;

import org.jspecify.annotations.NullMarked;
