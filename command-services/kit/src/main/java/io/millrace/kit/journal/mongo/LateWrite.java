package io.millrace.kit.journal.mongo;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be written after the commits of some batches of a partition: the states, each as the last of them left it,
 * and the release of what was given up. Owned by the partition.
 */
final class LateWrite {

    private final Map<String, StateWrite> states = new LinkedHashMap<>();
    private final List<Supplier<Future<Void>>> releases = new ArrayList<>();
    private @Nullable Tail upTo;

    /** Adds what a batch leaves to be written, which follows on those before. */
    void add(Proposal<?, ?> committed, Supplier<Future<Void>> release) {
        committed.states().forEach(state -> states.merge(state.id(), state, StateWrite::replacedBy));
        releases.add(release);
        upTo = committed.after();
    }

    boolean isEmpty() {
        return upTo == null;
    }

    /** How many states. */
    int size() {
        return states.size();
    }

    /** Where the last batch left the partition. */
    Tail upTo() {
        return requireNonNull(upTo);
    }

    /** Writes the states; that a release fails does not matter. */
    Future<Void> to(States<?> documents) {
        List<Future<Void>> all = new ArrayList<>();
        all.add(documents.write(states.values()));
        releases.forEach(release -> all.add(release.get().otherwiseEmpty()));
        return Future.join(all).mapEmpty();
    }
}
