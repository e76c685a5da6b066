package io.millrace.runtime.trace;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that spans cannot be sent, and once that they can again; counts what is sent. Thread-safe. */
final class ToldExporter implements SpanExporter {

    private static final Logger log = LoggerFactory.getLogger(Tracing.class);

    private final SpanExporter exporter;
    private final String address;
    private final Counter sent;
    private final AtomicBoolean failing = new AtomicBoolean();

    ToldExporter(SpanExporter exporter, URI endpoint, MeterRegistry meters) {
        this.exporter = exporter;
        this.address = endpoint.getHost() + ":" + endpoint.getPort(); // a password may stand before it
        this.sent = Counter.builder("millrace.trace.spans.sent")
                .description("Spans that the collector has taken")
                .register(meters);
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int count = spans.size();
        CompletableResultCode result = exporter.export(spans);
        return result.whenComplete(() -> {
            if (result.isSuccess()) {
                taken(count);
            } else {
                refused(result.getFailureThrowable());
            }
        });
    }

    private void taken(int count) {
        sent.increment(count);
        if (failing.getAndSet(false)) {
            log.info("Traces can be sent to {} again", address);
        }
    }

    private void refused(@Nullable Throwable why) {
        if (!failing.getAndSet(true)) {
            log.warn("Traces cannot be sent to {} and are lost until they can ({})", address, reason(why));
        }
    }

    private static String reason(@Nullable Throwable why) {
        Throwable cause = why;
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause == null ? "it refuses them" : cause.toString();
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
