package io.millrace.runtime.trace;

import io.millrace.contracts.EventEnvelope;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one step that is taken with several events at once. Each event that is part of a sampled trace has a span there,
 * below the span in which it was decided. If there are several, one span of a trace of its own stands for the step and is linked
 * to all of them: a batch belongs to many traces. At most {@value #MOST} events of a step have spans. Not thread-safe, but
 * may go from thread to thread.
 */
public final class EventSpans {

    /** No spans at all. */
    public static final EventSpans NONE = new EventSpans(null, Tracing.Kind.WITHIN, "");

    private static final int MOST = 128;

    private final @Nullable Tracing tracing;
    private final Tracing.Kind kind;
    private final String name;
    private final Map<String, Span> spans = new LinkedHashMap<>();
    private final Instant began = Instant.now();
    private @Nullable Span batch;

    EventSpans(@Nullable Tracing tracing, Tracing.Kind kind, String name) {
        this.tracing = tracing;
        this.kind = kind;
        this.name = name;
    }

    /** Whether there may be any. */
    public boolean isOn() {
        return tracing != null;
    }

    /** Begins the spans of events. */
    public EventSpans begin(List<EventEnvelope> events) {
        if (isOn()) {
            events.forEach(this::begin);
        }
        return this;
    }

    /** Begins an event's span, if it is to have one, and gives the trace context for what the event causes in this step. */
    public @Nullable String begin(EventEnvelope event) {
        String traceparent = event.traceparent();
        if (tracing == null || traceparent == null || spans.size() == MOST) {
            return traceparent;
        }
        TraceParent parent = TraceParent.parse(traceparent).orElse(null);
        if (parent == null || !parent.sampled()) {
            return traceparent;
        }
        Span span = tracing.builder(kind, name, parent)
                .setStartTimestamp(began)
                .setAttribute("messaging.message.id", event.id())
                .setAttribute("millrace.event.type", event.type())
                .setAttribute("millrace.event.source", event.source())
                .setAttribute("millrace.partition", event.partition())
                .setAttribute("millrace.position", event.position())
                .startSpan();
        link(span, tracing);
        spans.put(event.id(), span);
        return OpenSpan.contextOf(span).toString();
    }

    private void link(Span span, Tracing open) {
        if (spans.isEmpty()) {
            return;
        }
        Span whole = batch;
        if (whole == null) {
            whole = open.builder(kind, name, null).setStartTimestamp(began).startSpan();
            batch = whole;
            for (Span first : spans.values()) {
                join(first, whole);
            }
        }
        join(span, whole);
    }

    private static void join(Span span, Span whole) {
        whole.addLink(span.getSpanContext());
        span.addLink(whole.getSpanContext());
    }

    /** Marks one event's span as an error. */
    public void failed(String eventId, String why) {
        Span span = spans.get(eventId);
        if (span != null) {
            span.setStatus(StatusCode.ERROR, why);
        }
    }

    /** Ends all of them, as errors if the step has failed. */
    public void end(@Nullable Throwable failure) {
        spans.values().forEach(span -> OpenSpan.end(span, failure));
        Span whole = batch;
        if (whole != null) {
            whole.setAttribute("messaging.batch.message_count", spans.size());
            OpenSpan.end(whole, failure);
        }
    }
}
