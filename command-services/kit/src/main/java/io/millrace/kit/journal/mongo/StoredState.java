package io.millrace.kit.journal.mongo;

import io.millrace.kit.journal.Versioned;

/**
 * An aggregate's state as its document has it.
 *
 * @param position of the last event in it
 */
record StoredState<S>(Versioned<S> state, long position) {}
