package io.millrace.messaging;

import io.vertx.core.Future;
import java.util.Map;

/** One subscriber's feed of one source, in this process. Thread-safe. */
@SuppressWarnings("DoNotCallSuggester")
public final class Subscription {

    Subscription() {}

    /**
     * Loads the checkpoints and starts to listen, now or as soon as broker and owner are there. Completes when the
     * checkpoints are loaded; loading is tried again until it works or the subscription is stopped.
     */
    public Future<Void> start() {
        throw new UnsupportedOperationException();
    }

    /** Stops listening and waits for handlers at work, 10 s at most. Idempotent; a stopped subscription stays stopped. */
    public Future<Void> stop() {
        throw new UnsupportedOperationException();
    }

    /** How far it is, by partition; only partitions it has heard of. */
    public Map<Integer, PartitionProgress> progress() {
        throw new UnsupportedOperationException();
    }
}
