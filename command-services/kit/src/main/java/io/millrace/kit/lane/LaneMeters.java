package io.millrace.kit.lane;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.kit.journal.Batch;
import java.util.concurrent.TimeUnit;

/** What the lanes of a service tell about themselves. Thread-safe. */
final class LaneMeters {

    private final DistributionSummary batchSize;
    private final Timer commit;
    private final Counter events;
    private final Counter conflicts;
    private final Counter splits;
    private final Counter overloaded;

    LaneMeters(MeterRegistry meters) {
        batchSize = DistributionSummary.builder("millrace.lane.batch.events")
                .description("Events in one commit")
                .publishPercentiles(0.5, 0.99)
                .register(meters);
        commit = Timer.builder("millrace.lane.commit")
                .description("Time of one commit, with what is left of the one ahead when it is handed over")
                .publishPercentiles(0.5, 0.99)
                .register(meters);
        events = Counter.builder("millrace.journal.events")
                .description("Events committed by this process")
                .register(meters);
        conflicts = Counter.builder("millrace.lane.conflicts")
                .description("Batches decided again because another process wrote first")
                .register(meters);
        splits = Counter.builder("millrace.lane.splits")
                .description("Batches split to find a command that the store refuses")
                .register(meters);
        overloaded = Counter.builder("millrace.lane.overloaded")
                .description("Commands refused because too many were waiting")
                .register(meters);
    }

    void committed(Batch<?, ?> batch, long nanos) {
        batchSize.record(batch.events().size());
        events.increment(batch.events().size());
        commit.record(nanos, TimeUnit.NANOSECONDS);
    }

    void conflict() {
        conflicts.increment();
    }

    void split() {
        splits.increment();
    }

    void overloaded() {
        overloaded.increment();
    }
}
