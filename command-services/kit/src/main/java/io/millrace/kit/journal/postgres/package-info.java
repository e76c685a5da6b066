/** The journal and the state on PostgreSQL. */
@NullMarked
package io.millrace.kit.journal.postgres;

import org.jspecify.annotations.NullMarked;
