package io.millrace.kit.reaction;

import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import java.time.Instant;
import java.util.List;

/** Which commands another service's event calls for; pure. */
@FunctionalInterface
public interface Policy<C> {

    /**
     * In the order in which they are to be decided; empty for an event that does not concern this service.
     *
     * @param now the time that the commands' events will carry
     */
    List<Directed<C>> react(Event event, EventEnvelope envelope, Instant now);

    /** A command and the aggregate it is for. */
    record Directed<C>(String aggregateId, C command) {}
}
