package io.millrace.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Messages sent over one channel that the broker has not answered for yet, by their sequence number. Thread-safe. */
final class Unconfirmed {
    private final TreeMap<Long, Outgoing> bySequence = new TreeMap<>();

    synchronized void sent(long sequence, Outgoing message) {
        bySequence.put(sequence, message);
    }

    synchronized @Nullable Outgoing find(long sequence) {
        return bySequence.get(sequence);
    }

    /** Removes what an answer is about. */
    synchronized List<Outgoing> answered(long sequence, boolean multiple) {
        if (!multiple) {
            Outgoing one = bySequence.remove(sequence);
            return one == null ? List.of() : List.of(one);
        }
        var upTo = bySequence.headMap(sequence, true);
        List<Outgoing> answered = new ArrayList<>(upTo.values());
        upTo.clear();
        return answered;
    }

    synchronized List<Outgoing> removeAll() {
        List<Outgoing> all = new ArrayList<>(bySequence.values());
        bySequence.clear();
        return all;
    }
}
