package io.millrace.kit.journal.mongo;

import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import io.millrace.kit.decider.Decider;
import io.millrace.kit.journal.Versioned;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings a state up to its journal. Pure. */
final class Folding<S, E extends Event> {

    private final Decider<?, S, E> decider;

    Folding(Decider<?, S, E> decider) {
        this.decider = decider;
    }

    /**
     * The state after those of the aggregate's events that are not in it yet.
     *
     * @throws IllegalStateException if events are missing between the state and the first of them, or one is of a type that
     *     this build does not know
     */
    StoredState<S> fold(@Nullable StoredState<S> stored, List<EventEnvelope> events) {
        StoredState<S> state = stored == null ? nothing() : stored;
        for (EventEnvelope event : events) {
            if (event.aggregateVersion() > state.state().version()) {
                state = new StoredState<>(next(state.state(), event), event.position());
            }
        }
        return state;
    }

    StoredState<S> nothing() {
        return new StoredState<>(new Versioned<>(decider.initialState(), 0), 0);
    }

    @SuppressWarnings("unchecked") // the journal holds what the decider decided
    private Versioned<S> next(Versioned<S> state, EventEnvelope envelope) {
        if (envelope.aggregateVersion() != state.version() + 1) {
            throw new IllegalStateException("the state of " + envelope.aggregateId() + " is at version "
                    + state.version() + ", the journal goes on with " + envelope.aggregateVersion());
        }
        Event event = EventTypes.decode(envelope)
                .orElseThrow(() -> new IllegalStateException(
                        "this build does not know " + envelope.type() + ", which is in its journal"));
        return new Versioned<>(decider.evolve(state.state(), (E) event), envelope.aggregateVersion());
    }
}
