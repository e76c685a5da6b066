package io.millrace.runtime.trace;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.contracts.EventEnvelope;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the spans of one service and sends them, beside the work and never in its way: they wait in a queue with a bound, are
 * sent every second, and are lost where the collector does not take them. Switched off, nothing is made: who is on a path
 * that must cost nothing asks {@link #isOn} first. Thread-safe.
 */
public final class Tracing {

    /** No spans; contexts are passed on as they come. */
    public static final Tracing OFF =
            new Tracing(OpenTelemetry.noop().getTracerProvider().get("millrace"), null);

    private static final int QUEUE = 8192;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final Tracer tracer;
    private final @Nullable SdkTracerProvider provider;

    private Tracing(Tracer tracer, @Nullable SdkTracerProvider provider) {
        this.tracer = tracer;
        this.provider = provider;
    }

    /** What a step is in its trace. */
    public enum Kind {
        /** Answers a request. */
        SERVER(SpanKind.SERVER, ""),
        /** Hands events to the broker. */
        PRODUCER(SpanKind.PRODUCER, "send"),
        /** Does something about events of others. */
        CONSUMER(SpanKind.CONSUMER, "process"),
        /** Anything else. */
        WITHIN(SpanKind.INTERNAL, "");

        private final SpanKind kind;
        private final String messaging;

        /** @param messaging what it is among steps with messages, as the conventions of OpenTelemetry call it */
        Kind(SpanKind kind, String messaging) {
            this.kind = kind;
            this.messaging = messaging;
        }
    }

    /** Starts sending if there is an address to send to; the collector may be down. */
    public static Tracing of(TraceOptions options, String service, MeterRegistry meters) {
        return options.endpoint()
                .map(endpoint -> sending(endpoint, options.ratio(), service, meters))
                .orElse(OFF);
    }

    private static Tracing sending(URI endpoint, double ratio, String service, MeterRegistry meters) {
        String address = endpoint.toString().replaceAll("/+$", "") + "/v1/traces";
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(address)
                .setTimeout(ANSWER_LIMIT)
                .setConnectTimeout(ANSWER_LIMIT)
                .setRetryPolicy(null)
                .build();
        BatchSpanProcessor queue = BatchSpanProcessor.builder(new ToldExporter(exporter, endpoint, meters))
                .setMaxQueueSize(QUEUE)
                .setScheduleDelay(PAUSE)
                .setExporterTimeout(ANSWER_LIMIT)
                .build();
        Resource resource = Resource.create(Attributes.of(
                AttributeKey.stringKey("service.name"),
                service,
                AttributeKey.stringKey("service.namespace"),
                "millrace",
                AttributeKey.stringKey("service.instance.id"),
                UUID.randomUUID().toString()));
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(resource)
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(ratio)))
                .addSpanProcessor(new EndedSpans(meters))
                .addSpanProcessor(queue)
                .build();
        return new Tracing(provider.get("millrace"), provider);
    }

    /** Whether spans are made. */
    public boolean isOn() {
        return provider != null;
    }

    /** Begins a span below a parent, or a trace. */
    public OpenSpan begin(Kind kind, String name, @Nullable TraceParent parent) {
        return new OpenSpan(builder(kind, name, parent).startSpan());
    }

    /** Spans for a step with events, none of which has begun. */
    public EventSpans events(Kind kind, String name) {
        return isOn() ? new EventSpans(this, kind, name) : EventSpans.NONE;
    }

    /** Takes a step with events that all have spans for as long as it takes. */
    public Future<Void> within(
            Kind kind, String name, List<EventEnvelope> events, Function<List<EventEnvelope>, Future<Void>> step) {
        if (!isOn()) {
            return step.apply(events);
        }
        EventSpans spans = events(kind, name).begin(events);
        return step.apply(events).onComplete(done -> spans.end(done.cause()));
    }

    SpanBuilder builder(Kind kind, String name, @Nullable TraceParent parent) {
        Context context = Context.root();
        if (parent != null) {
            context = context.with(Span.wrap(SpanContext.createFromRemoteParent(
                    parent.traceId(),
                    parent.parentId(),
                    TraceFlags.fromHex(parent.flags(), 0),
                    TraceState.getDefault())));
        }
        SpanBuilder builder = tracer.spanBuilder(name).setSpanKind(kind.kind).setParent(context);
        return kind.messaging.isEmpty()
                ? builder
                : builder.setAttribute("messaging.system", "rabbitmq")
                        .setAttribute("messaging.operation.type", kind.messaging);
    }

    /** Sends what is waiting, for five seconds at most, and then no more. Idempotent. */
    public Future<Void> close() {
        if (provider == null) {
            return Future.succeededFuture();
        }
        Promise<Void> closed = Promise.promise();
        provider.shutdown().whenComplete(closed::tryComplete);
        return closed.future()
                .timeout(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
    }
}
