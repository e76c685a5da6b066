package io.millrace.kit.journal.mongo;

import io.vertx.core.Future;
import java.util.function.Supplier;

/** What is still to be written after the commit of a batch: the states, and the release of what was given up. */
record LateWrite(Proposal<?, ?> committed, Supplier<Future<Void>> release) {

    /** Where the batch left the partition. */
    Tail upTo() {
        return committed.after();
    }

    /** Writes the states; that the release fails does not matter. */
    Future<Void> to(States<?> states) {
        return Future.join(states.write(committed.states()), release.get().otherwiseEmpty())
                .mapEmpty();
    }
}
