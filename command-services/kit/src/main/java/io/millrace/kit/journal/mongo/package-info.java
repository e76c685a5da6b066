/** The journal and the states on MongoDB. */
@NullMarked
package io.millrace.kit.journal.mongo;

import org.jspecify.annotations.NullMarked;
