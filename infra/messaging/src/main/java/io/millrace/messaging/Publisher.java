package io.millrace.messaging;

import io.millrace.contracts.EventEnvelope;
import io.vertx.core.Future;
import java.util.List;

/** Sends a service's events to the broker. Thread-safe. */
public interface Publisher {

    /**
     * Sends events of one partition, contiguous and in order, as one message; completes when the broker has taken
     * responsibility for it. Fails with {@link PublishFailedException} when the message was refused or could reach no
     * queue, when the confirm did not come in time, when the connection is or gets lost, or when too many messages
     * are unconfirmed. What failed may nevertheless have arrived: publish it again, subscribers know it by its position.
     * Several calls may be in flight; they are sent in the order of the calls.
     */
    Future<Void> publish(List<EventEnvelope> events);
}
