package io.millrace.kit.journal.mongo;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What is still to be written after the commits of a few batches: of each aggregate the last state, and what was given up.
 * Gathered, because a write costs about the same for one batch and for several.
 */
final class LateWrites {

    private static final int ENOUGH_BATCHES = 4;
    private static final int ENOUGH_STATES = 256;

    private final Map<String, StateWrite> states = new LinkedHashMap<>();
    private final List<Supplier<Future<Void>>> releases = new ArrayList<>();
    private Tail upTo;
    private int batches;

    /** @param from where the batch before the first one to be gathered left the partition */
    LateWrites(Tail from) {
        this.upTo = from;
    }

    void add(Proposal<?, ?> proposal, Supplier<Future<Void>> release) {
        for (StateWrite state : proposal.states()) {
            states.merge(state.id(), state, StateWrite::followedBy);
        }
        releases.add(release);
        upTo = proposal.after();
        batches++;
    }

    boolean none() {
        return batches == 0;
    }

    boolean enough() {
        return batches >= ENOUGH_BATCHES || states.size() >= ENOUGH_STATES;
    }

    /** Where the last of the batches left the partition. */
    Tail upTo() {
        return upTo;
    }

    /** Writes the states; that a release fails does not matter. */
    Future<Void> write(States<?> target) {
        List<Future<Void>> writes = new ArrayList<>();
        writes.add(target.write(states.values()));
        releases.forEach(release -> writes.add(release.get().otherwiseEmpty()));
        return Future.join(writes).mapEmpty();
    }
}
