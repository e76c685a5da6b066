package io.millrace.query.projection;

import java.time.Instant;
import java.util.Optional;

/**
 * What all processes know about one generation.
 *
 * @param version of the projection that makes its documents
 * @param purpose what is to be done with it once it is complete
 * @param startedAt when it was begun
 * @param completedAt when it had caught up and was checked; null before
 */
record Build(int number, int version, Purpose purpose, Instant startedAt, Optional<Instant> completedAt) {

    /** What a generation is built for. */
    enum Purpose {
        /** To answer queries as soon as it is complete. */
        SWITCH,
        /** To answer queries when told so. */
        KEEP,
        /** To be compared with the one that answers, and then dropped. */
        VERIFY,
        /** None any more: its queues and documents are about to be removed. */
        DROP
    }

    boolean complete() {
        return completedAt.isPresent();
    }

    boolean dropped() {
        return purpose == Purpose.DROP;
    }

    Build completed() {
        return new Build(number, version, purpose, startedAt, Optional.of(Instant.now()));
    }

    Build dropping() {
        return new Build(number, version, Purpose.DROP, startedAt, completedAt);
    }
}
