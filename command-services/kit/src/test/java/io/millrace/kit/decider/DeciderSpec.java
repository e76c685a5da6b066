package io.millrace.kit.decider;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * A decider told as a story: given what has happened, when this is asked for, then that happens. Immutable; one
 * specification serves many stories.
 */
public final class DeciderSpec<C, S, E extends Event> {

    private final Decider<C, S, E> decider;

    private DeciderSpec(Decider<C, S, E> decider) {
        this.decider = decider;
    }

    public static <C, S, E extends Event> DeciderSpec<C, S, E> of(Decider<C, S, E> decider) {
        return new DeciderSpec<>(decider);
    }

    /** What has happened so far, oldest first. */
    @SafeVarargs
    public final Given given(E... events) {
        List<E> history = new ArrayList<>();
        for (E event : events) {
            history.add(event);
        }
        return given(history);
    }

    /** What has happened so far, oldest first. */
    public Given given(List<? extends E> events) {
        S state = decider.initialState();
        for (E event : events) {
            state = decider.evolve(state, event);
        }
        return new Given(state);
    }

    /** An aggregate as its history left it. */
    public final class Given {

        private final S state;

        private Given(S state) {
            this.state = state;
        }

        public S state() {
            return state;
        }

        public When when(C command) {
            return new When(command, state);
        }
    }

    /** A command's decision, and the state after it. */
    public final class When {

        private final C command;
        private final Decision<E> decision;
        private final S after;

        private When(C command, S before) {
            this.command = command;
            this.decision = decider.decide(command, before);
            S state = before;
            for (E event : events()) {
                state = decider.evolve(state, event);
            }
            this.after = state;
        }

        /** Exactly these events happen. */
        @SafeVarargs
        public final When then(E... events) {
            List<E> expected = new ArrayList<>();
            for (E event : events) {
                expected.add(event);
            }
            assertThat(decision).as("%s", command).isEqualTo(new Decision.Accepted<>(expected));
            return this;
        }

        /** The command is fulfilled already. */
        public When thenNothing() {
            assertThat(decision).as("%s", command).isEqualTo(Decision.nothing());
            return this;
        }

        /** The command is refused under this name. */
        public When thenRejected(Rejection.Kind kind, String name) {
            assertThat(decision).as("%s", command).isInstanceOf(Decision.Rejected.class);
            Rejection rejection = ((Decision.Rejected<E>) decision).rejection();
            assertThat(rejection.kind()).isEqualTo(kind);
            assertThat(rejection.name()).isEqualTo(name);
            assertThat(rejection.detail()).isNotBlank();
            return this;
        }

        /** Goes on with another command. */
        public When when(C next) {
            return new When(next, after);
        }

        public S state() {
            return after;
        }

        private List<E> events() {
            return decision instanceof Decision.Accepted<E> accepted ? accepted.events() : List.of();
        }
    }
}
