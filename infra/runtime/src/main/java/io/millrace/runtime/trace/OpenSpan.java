package io.millrace.runtime.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/** A span that has begun and must be ended. Thread-safe. */
public final class OpenSpan {

    private final Span span;

    OpenSpan(Span span) {
        this.span = span;
    }

    /** What continues the trace below this span. */
    public TraceParent context() {
        return contextOf(span);
    }

    /** Tells something about it. */
    public OpenSpan with(String key, String value) {
        span.setAttribute(key, value);
        return this;
    }

    /** Tells a number about it. */
    public OpenSpan with(String key, long value) {
        span.setAttribute(key, value);
        return this;
    }

    /** Marks it as an error. */
    public OpenSpan failed(String why) {
        span.setStatus(StatusCode.ERROR, why);
        return this;
    }

    /** Ends it, as an error if there is a failure. */
    public void end(@Nullable Throwable failure) {
        end(span, failure);
    }

    static void end(Span span, @Nullable Throwable failure) {
        if (failure != null) {
            span.setStatus(StatusCode.ERROR, String.valueOf(failure.getMessage()));
            span.setAttribute("error.type", failure.getClass().getName());
        }
        span.end();
    }

    static TraceParent contextOf(Span span) {
        SpanContext context = span.getSpanContext();
        return new TraceParent(
                context.getTraceId(),
                context.getSpanId(),
                context.getTraceFlags().asHex());
    }
}
