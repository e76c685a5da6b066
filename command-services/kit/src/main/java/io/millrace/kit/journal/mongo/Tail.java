package io.millrace.kit.journal.mongo;

import java.util.HashMap;
import java.util.Map;

/**
 * Where a partition's journal ends, as far as somebody has followed it.
 *
 * @param last number of the last batch, 0 before the first
 * @param head position of the last event
 * @param marks the inbox marks, by {@code source/partition}
 */
record Tail(BatchNumber last, long head, Map<String, Long> marks) {

    static Tail start(int partition) {
        return new Tail(new BatchNumber(partition, 0), 0, Map.of());
    }

    BatchNumber next() {
        return last.plus(1);
    }

    Tail plus(BatchNumber number, long newHead, Map<String, Long> moved) {
        if (moved.isEmpty()) {
            return new Tail(number, newHead, marks);
        }
        Map<String, Long> all = new HashMap<>(marks);
        all.putAll(moved);
        return new Tail(number, newHead, Map.copyOf(all));
    }
}
