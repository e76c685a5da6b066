package io.millrace.messaging;

import io.millrace.contracts.EventEnvelope;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;

/** A message on its way to the broker. Thread-safe. */
final class Outgoing {
    private final List<EventEnvelope> events;
    private final CallerPromise<Void> outcome;
    private volatile boolean returned;

    Outgoing(List<EventEnvelope> events, Context caller) {
        this.events = events;
        this.outcome = new CallerPromise<>(caller);
    }

    List<EventEnvelope> events() {
        return events;
    }

    Future<Void> outcome() {
        return outcome.future();
    }

    /** The broker found no queue for it; whatever else it says, the publish has failed. */
    void markReturned() {
        returned = true;
    }

    boolean returned() {
        return returned;
    }

    boolean settled() {
        return outcome.settled();
    }

    void confirm() {
        outcome.settle(Future.succeededFuture());
    }

    /** Whether this was the first word about it. */
    boolean fail(RuntimeException failure) {
        return outcome.settle(Future.failedFuture(failure));
    }
}
