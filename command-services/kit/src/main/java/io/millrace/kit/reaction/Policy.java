package io.millrace.kit.reaction;

import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Which commands another service's event calls for; pure. */
public interface Policy<C> {

    /** What it reacts to. It is given no other events, and whatever becomes of others is no matter to it. */
    Set<Class<? extends Event>> events();

    /**
     * In the order in which they are to be decided; empty if nothing is to be done.
     *
     * @param now the time that the commands' events will carry
     */
    List<Directed<C>> react(Event event, EventEnvelope envelope, Instant now);

    /** A command and the aggregate it is for. */
    record Directed<C>(String aggregateId, C command) {}
}
