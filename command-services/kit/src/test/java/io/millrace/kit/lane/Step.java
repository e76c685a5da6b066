package io.millrace.kit.lane;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * One thing that happens in a history.
 *
 * @param process the process that it happens in
 * @param member whom it is about
 * @param choice what exactly, for kinds with some variety
 * @param version the version demanded, 0 for none
 */
record Step(Kind kind, int process, int member, int choice, int version) {

    enum Kind {
        JOIN,
        RENAME,
        /** One of few names, so that often there is nothing to do. */
        RENAME_ALIKE,
        CHANGE_EMAIL,
        REINTRODUCE,
        LEAVE,
        /** The decider throws. */
        CONFUSE,
        /** Violates a rule of the store that means nothing to clients. */
        OVERSTATE,
        /** A request that several processes may get, with its idempotency key. */
        REPEAT,
        /** The events of another service up to some position, from the beginning or from where it is known to be. */
        REACT,
        /** Everything until here is awaited. */
        SETTLE
    }

    static Arbitrary<Step> arbitrary() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(
                Tuple.of(3, Kind.JOIN),
                Tuple.of(6, Kind.RENAME),
                Tuple.of(5, Kind.RENAME_ALIKE),
                Tuple.of(5, Kind.CHANGE_EMAIL),
                Tuple.of(3, Kind.REINTRODUCE),
                Tuple.of(1, Kind.LEAVE),
                Tuple.of(1, Kind.CONFUSE),
                Tuple.of(1, Kind.OVERSTATE),
                Tuple.of(6, Kind.REPEAT),
                Tuple.of(5, Kind.REACT),
                Tuple.of(2, Kind.SETTLE));
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, History.MEMBERS - 1),
                        Arbitraries.integers().between(0, 11),
                        Arbitraries.frequency(Tuple.of(3, 0), Tuple.of(1, 1), Tuple.of(1, 2), Tuple.of(1, 4)))
                .as(Step::new)
                .withoutEdgeCases();
    }
}
