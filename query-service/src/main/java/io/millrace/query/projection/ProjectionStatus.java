package io.millrace.query.projection;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What there is to know about a projection.
 *
 * @param version as this build declares it
 * @param generation the one that answers queries; 0 as long as that is not known
 * @param error why it is not running
 * @param partitions of the generation that answers, sorted by source and number
 * @param deadLetters of the generation that answers
 * @param eventsApplied by this process since its start
 * @param eventsPerSecond over the last ten seconds, by this process
 * @param generations all of them, by number
 */
public record ProjectionStatus(
        String name,
        int version,
        int generation,
        ProjectionState state,
        Optional<String> error,
        List<Partition> partitions,
        long deadLetters,
        long eventsApplied,
        double eventsPerSecond,
        List<OfGeneration> generations,
        Optional<Verification> verification) {

    /**
     * How far it is with one partition of a source.
     *
     * @param checkpoint position up to which everything is in the documents
     * @param head highest position known to exist
     * @param lag how long the oldest event beyond the checkpoint has been waiting
     */
    public record Partition(String source, int partition, long checkpoint, long head, Duration lag) {}

    /**
     * One of the generations.
     *
     * @param state {@code live}, {@code building}, {@code verifying}, {@code ready} to be switched to, or {@code dropping}
     * @param kept whether this build of the service keeps it up to date
     * @param progress of one that is not complete yet
     */
    public record OfGeneration(
            int number,
            int version,
            String state,
            boolean kept,
            Instant startedAt,
            Optional<Instant> completedAt,
            long deadLetters,
            Optional<Progress> progress) {}

    /**
     * How far a generation is on its way.
     *
     * @param events applied so far, by whichever process
     * @param of how many there are to apply, as far as known
     * @param eventsPerSecond over the last ten seconds
     * @param waitingFor owners that have not answered yet
     */
    public record Progress(long events, long of, double eventsPerSecond, List<String> waitingFor) {

        /** Empty while nothing moves, or the end is not known. */
        public Optional<Duration> timeLeft() {
            return eventsPerSecond <= 0 || !waitingFor.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Duration.ofMillis((long) (1000 * Math.max(0, of - events) / eventsPerSecond)));
        }
    }

    /** The longest of the partitions' lags. */
    public Duration lag() {
        return partitions.stream().map(Partition::lag).max(Duration::compareTo).orElse(Duration.ZERO);
    }
}
