package io.millrace.kit.decider;

import java.util.List;

/** What a decider says to a command. */
public sealed interface Decision<E> {

    /** The command is fulfilled by these events; none when there is nothing left to do. */
    record Accepted<E>(List<E> events) implements Decision<E> {
        public Accepted {
            events = List.copyOf(events);
        }
    }

    /** The command is refused; nothing happens. */
    record Rejected<E>(Rejection rejection) implements Decision<E> {}

    /** Fulfilled by one event. */
    static <E> Decision<E> accept(E event) {
        return new Accepted<>(List.of(event));
    }

    /** There is nothing to do: what the command wants is so already. */
    static <E> Decision<E> nothing() {
        return new Accepted<>(List.of());
    }

    static <E> Decision<E> reject(Rejection rejection) {
        return new Rejected<>(rejection);
    }
}
