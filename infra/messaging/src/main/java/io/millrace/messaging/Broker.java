package io.millrace.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * A process's ties to the broker. Connects by itself and again whenever the connection is lost, for ever; everything made
 * here survives that. Nothing blocks the caller: the blocking client lives on threads of its own. Thread-safe.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Broker {

    private Broker() {}

    /**
     * @param name of the process, shown in the broker's connection list and in logs
     * @param meters where connections, publishers and subscriptions count
     */
    public static Broker create(Vertx vertx, BrokerOptions options, String name, MeterRegistry meters) {
        throw new UnsupportedOperationException();
    }

    /** Starts connecting, and completes at once: a service must run while its broker is down. Idempotent. */
    public Future<Void> start() {
        throw new UnsupportedOperationException();
    }

    /** Whether every connection in use is open now. */
    public boolean connected() {
        throw new UnsupportedOperationException();
    }

    /** The publisher of a service's events; declares what the service owns at the broker. One per source. */
    public Publisher publisher(String source, int partitions) {
        throw new UnsupportedOperationException();
    }

    /** A feed of a source's events, to be started. */
    public Subscription subscribe(SubscriptionOptions options, Checkpoints checkpoints, EventHandler handler) {
        throw new UnsupportedOperationException();
    }

    /** The owner's side of replays, to be started. */
    public ReplayResponder answerReplays(String source, ReplaySource journal) {
        throw new UnsupportedOperationException();
    }

    /** Stops subscriptions and responders, then disconnects; takes 15 s at most. Idempotent. */
    public Future<Void> close() {
        throw new UnsupportedOperationException();
    }
}
