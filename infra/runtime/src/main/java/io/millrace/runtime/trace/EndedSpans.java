package io.millrace.runtime.trace;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/** Counts the spans that should be sent; how many are not is the difference to those that were. Thread-safe. */
final class EndedSpans implements SpanProcessor {

    private final Counter ended;

    EndedSpans(MeterRegistry meters) {
        this.ended = Counter.builder("millrace.trace.spans.ended")
                .description("Spans that have ended and are to be sent")
                .register(meters);
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        // it counts when it ends
    }

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        ended.increment();
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }
}
