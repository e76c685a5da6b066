package io.millrace.query.projection;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What there is to know about a projection.
 *
 * @param error why it is not running
 * @param partitions sorted by source and number
 * @param eventsApplied by this process since its start
 * @param eventsPerSecond over the last ten seconds, by this process
 */
public record ProjectionStatus(
        String name,
        int version,
        int generation,
        ProjectionState state,
        Optional<String> error,
        List<Partition> partitions,
        long eventsApplied,
        double eventsPerSecond) {

    /**
     * How far it is with one partition of a source.
     *
     * @param checkpoint position up to which everything is in the documents
     * @param head highest position known to exist
     * @param lag how long the oldest event beyond the checkpoint has been waiting
     */
    public record Partition(String source, int partition, long checkpoint, long head, Duration lag) {}

    /** The longest of the partitions' lags. */
    public Duration lag() {
        return partitions.stream().map(Partition::lag).max(Duration::compareTo).orElse(Duration.ZERO);
    }
}
