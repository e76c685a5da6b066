/** The system under test: one that runs, or an embedded one that is started for the purpose in processes of its own. */
@NullMarked
package io.millrace.loadtest.subject;

import org.jspecify.annotations.NullMarked;
