package io.millrace.runtime.trace;

import io.millrace.runtime.Settings;
import java.net.URI;
import java.util.Optional;

/**
 * Whether and where to a service sends its spans.
 *
 * @param endpoint an OpenTelemetry collector, by OTLP over HTTP; without one there are no spans
 * @param ratio which part of the traces that begin here is sent, 0 to 1; who continues a trace does as its beginner did
 */
public record TraceOptions(Optional<URI> endpoint, double ratio) {

    /** No spans. */
    public static final TraceOptions NONE = new TraceOptions(Optional.empty(), 1);

    /** All spans to this address. */
    public static TraceOptions to(URI endpoint) {
        return new TraceOptions(Optional.of(endpoint), 1);
    }

    /** Reads {@code MILLRACE_OTLP_ENDPOINT} and {@code MILLRACE_TRACE_RATIO}. */
    public static TraceOptions read(Settings settings) {
        return new TraceOptions(
                settings.optionalUri(
                        "MILLRACE_OTLP_ENDPOINT",
                        "OpenTelemetry collector that traces are sent to, http://host:4318; none without it",
                        "http",
                        "https"),
                settings.fraction(
                        "MILLRACE_TRACE_RATIO",
                        1,
                        "which part of the traces that begin here is sent; a client's own are as it says"));
    }
}
