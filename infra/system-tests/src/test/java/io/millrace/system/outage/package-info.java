/** What goes on while one part of a whole system is dead. */
@NullMarked
package io.millrace.system.outage;

import org.jspecify.annotations.NullMarked;
