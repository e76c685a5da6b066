package io.millrace.messaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What a subscription counts. */
final class SubscriptionMeters {
    private final Counter delivered;
    private final Counter duplicates;
    private final Counter failures;
    private final Timer repairs;
    private final Counter replayed;
    private final Counter rejected;

    SubscriptionMeters(MeterRegistry meters, SubscriptionOptions options) {
        Tags tags = Tags.of("subscriber", options.subscriber(), "source", options.source());
        delivered = meters.counter("millrace.messaging.delivered", tags);
        duplicates = meters.counter("millrace.messaging.duplicates", tags);
        failures = meters.counter("millrace.messaging.handler.failures", tags);
        repairs = Timer.builder("millrace.messaging.hole.repair")
                .description("Holes filled from their owner's journal, and how long that took")
                .tags(tags)
                .register(meters);
        replayed = meters.counter("millrace.messaging.replayed", tags);
        rejected = meters.counter("millrace.messaging.unparseable", tags);
    }

    void delivered(int events) {
        delivered.increment(events);
    }

    void duplicate() {
        duplicates.increment();
    }

    void handlerFailed() {
        failures.increment();
    }

    void repaired(Duration took) {
        repairs.record(took);
    }

    void replayed(int events) {
        replayed.increment(events);
    }

    void rejected() {
        rejected.increment();
    }
}
