package io.millrace.kit.decider;

import io.millrace.contracts.Event;

/**
 * The rules of one kind of aggregate. Pure: time, ids and what other aggregates look like come in with the command, so the
 * same command on the same state always gives the same decision.
 *
 * @param <C> the command family
 * @param <S> the state; immutable
 * @param <E> the event family
 */
public interface Decider<C, S, E extends Event> {

    /** The state of an aggregate that nothing has happened to yet (version 0). */
    S initialState();

    /** What the command does; never throws for an expected "no", which is a {@link Rejection}. */
    Decision<E> decide(C command, S state);

    /** The state after the event. */
    S evolve(S state, E event);

    /** What of a state is worth holding in memory once it is committed; what only the commit needed is dropped here. */
    default S settled(S state) {
        return state;
    }
}
