package io.millrace.messaging;

import io.vertx.core.Future;

/** Answers subscribers' replay requests from the owner's journal, in this process. Thread-safe. */
@SuppressWarnings("DoNotCallSuggester")
public final class ReplayResponder {

    ReplayResponder() {}

    /** Starts to answer, now or as soon as the broker is there. Completes at once. Idempotent. */
    public Future<Void> start() {
        throw new UnsupportedOperationException();
    }

    /** Stops answering; requests still queued wait for another process of the owner, or expire. Idempotent. */
    public Future<Void> stop() {
        throw new UnsupportedOperationException();
    }
}
