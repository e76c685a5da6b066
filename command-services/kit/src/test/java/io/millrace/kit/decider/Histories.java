package io.millrace.kit.decider;

import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a decider makes of a journal. */
public final class Histories {

    private Histories() {}

    /** The states that a service's events lead to, by aggregate; they may be of any version. */
    public static <S, E extends Event> Map<String, S> states(
            Decider<?, S, E> decider, Class<E> family, List<EventEnvelope> journal) {
        Map<String, S> states = new TreeMap<>();
        for (EventEnvelope envelope : journal) {
            E event = family.cast(EventTypes.decode(envelope).orElseThrow());
            S before = states.getOrDefault(envelope.aggregateId(), decider.initialState());
            states.put(envelope.aggregateId(), decider.evolve(before, event));
        }
        return states;
    }
}
