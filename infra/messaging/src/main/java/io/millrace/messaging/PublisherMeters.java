package io.millrace.messaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** What a publisher counts. */
final class PublisherMeters {
    private final Counter messages;
    private final Counter events;
    private final Counter returned;
    private final Counter failed;
    private final Timer confirms;

    PublisherMeters(MeterRegistry meters, String source) {
        messages = meters.counter("millrace.messaging.published.messages", "source", source);
        events = meters.counter("millrace.messaging.published.events", "source", source);
        returned = meters.counter("millrace.messaging.published.returned", "source", source);
        failed = meters.counter("millrace.messaging.published.failed", "source", source);
        confirms = meters.timer("millrace.messaging.confirm", "source", source);
    }

    void confirmed(int count, long nanos) {
        messages.increment();
        events.increment(count);
        confirms.record(nanos, TimeUnit.NANOSECONDS);
    }

    void returned() {
        returned.increment();
    }

    void failed() {
        failed.increment();
    }
}
