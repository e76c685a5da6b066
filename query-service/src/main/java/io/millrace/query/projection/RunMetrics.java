package io.millrace.query.projection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.millrace.contracts.EventEnvelope;
import io.millrace.runtime.trace.EventSpans;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** What one projection's work is counted and traced in. */
final class RunMetrics {

    private final Counter events;
    private final Counter written;
    private final Counter skipped;
    private final Counter redone;
    private final Counter parked;
    private final DistributionSummary batchSize;
    private final Timer batchTime;
    private final Timer restTime;
    private final Rate rate = new Rate();
    private final Supplier<EventSpans> traced;

    /** Without traces. */
    RunMetrics(MeterRegistry meters, Generation generation) {
        this(meters, generation, () -> EventSpans.NONE);
    }

    /** @param traced makes the spans of each batch; asked on any thread */
    RunMetrics(MeterRegistry meters, Generation generation, Supplier<EventSpans> traced) {
        this.traced = traced;
        Tags tags = tags(generation);
        events = counter(meters, "millrace.projection.events", "Events applied", tags);
        written = counter(meters, "millrace.projection.documents.written", "Documents written", tags);
        skipped = counter(
                meters, "millrace.projection.folds.skipped", "Times that a document had an event already", tags);
        redone = counter(
                meters,
                "millrace.projection.batches.redone",
                "Batches redone because another process had written",
                tags);
        parked = counter(meters, "millrace.projection.parked", "Dead letters that have come into being", tags);
        batchSize = DistributionSummary.builder("millrace.projection.batch.events")
                .description("Events in a batch")
                .tags(tags)
                .register(meters);
        batchTime = Timer.builder("millrace.projection.batch")
                .description("Time from loading a batch's documents to its checkpoint")
                .tags(tags)
                .register(meters);
        restTime = Timer.builder("millrace.projection.rest")
                .description("Time that a generation being built has left to queries")
                .tags(tags)
                .register(meters);
    }

    static Tags tags(Generation generation) {
        return Tags.of("projection", generation.projection(), "generation", Integer.toString(generation.number()));
    }

    void applied(int eventCount, long documentsWritten, long foldsSkipped, Duration took) {
        events.increment(eventCount);
        written.increment((double) documentsWritten);
        skipped.increment((double) foldsSkipped);
        batchSize.record(eventCount);
        batchTime.record(took);
        rate.add(eventCount);
    }

    /** The spans of a batch, one for each event that touches anything. */
    EventSpans begin(Projection projection, List<EventEnvelope> events) {
        EventSpans spans = traced.get();
        if (spans.isOn()) {
            for (EventEnvelope event : events) {
                if (!projection.touches(event.type()).isEmpty()) {
                    spans.begin(event);
                }
            }
        }
        return spans;
    }

    void rested(Duration howLong) {
        restTime.record(howLong);
    }

    void redone() {
        redone.increment();
    }

    void parked(int deadLetters) {
        parked.increment(deadLetters);
    }

    long events() {
        return (long) events.count();
    }

    double eventsPerSecond() {
        return rate.perSecond();
    }

    private static Counter counter(MeterRegistry meters, String name, String description, Tags tags) {
        return Counter.builder(name).description(description).tags(tags).register(meters);
    }
}
