package io.millrace.query.projection;

import java.util.HashMap;
import java.util.Map;

/**
 * How far a projection has durably come.
 *
 * @param version of the projection that made the documents
 * @param positions per partition, such as {@code orders/2}, the position up to which everything is in the documents
 * @param rev how often it was written; 0 is not stored yet
 * @param deadLetters how many there are
 */
record Checkpoint(int version, Map<String, Long> positions, long rev, long deadLetters) {

    static Checkpoint none(int version) {
        return new Checkpoint(version, Map.of(), 0, 0);
    }

    long position(String partition) {
        return positions.getOrDefault(partition, 0L);
    }

    /** The next one, further on by some partitions' positions; never back. */
    Checkpoint advancedTo(Map<String, Long> further) {
        Map<String, Long> merged = new HashMap<>(positions);
        further.forEach((partition, position) -> merged.merge(partition, position, Math::max));
        return new Checkpoint(version, Map.copyOf(merged), rev + 1, deadLetters);
    }

    Checkpoint withDeadLetters(long count) {
        return new Checkpoint(version, positions, rev, count);
    }

    /** How many events it stands for. */
    long total() {
        return positions.values().stream().mapToLong(Long::longValue).sum();
    }

    boolean covers(Map<String, Long> needed) {
        return needed.entrySet().stream().allMatch(need -> position(need.getKey()) >= need.getValue());
    }
}
