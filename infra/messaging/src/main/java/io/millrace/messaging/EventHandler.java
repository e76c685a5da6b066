package io.millrace.messaging;

import io.millrace.contracts.EventEnvelope;
import io.vertx.core.Future;
import java.util.List;

/** What a subscriber does with events. */
@FunctionalInterface
public interface EventHandler {

    /**
     * Handles the next events of one partition, contiguous and in order; completes when the effect and the checkpoint
     * are durable. Called on the subscription's context, once at a time for a partition, concurrently for several. After
     * a failure the checkpoints are loaded again and what they don't cover is handed over again after a pause, for
     * ever: what can never work must be parked by the handler.
     */
    Future<Void> handle(List<EventEnvelope> events);
}
