package io.millrace.runtime.http;

import io.millrace.runtime.Settings;
import java.time.Duration;

/**
 * Where and how a service listens.
 *
 * @param port 0 for any free one
 * @param instances how many event loops serve it
 */
public record HttpSettings(String host, int port, int instances, HttpLimits limits) {

    /** Reads the {@code MILLRACE_HTTP_*} variables. */
    public static HttpSettings read(Settings settings, int defaultPort) {
        HttpLimits standard = HttpLimits.STANDARD;
        int cores = Math.min(4, Runtime.getRuntime().availableProcessors());
        return new HttpSettings(
                settings.text("MILLRACE_HTTP_HOST", "0.0.0.0", "address to listen on"),
                settings.integer("MILLRACE_HTTP_PORT", defaultPort, 0, 65535, "port to listen on, 0 for any free one"),
                settings.integer("MILLRACE_HTTP_EVENT_LOOPS", cores, 1, 64, "event loops that serve requests"),
                new HttpLimits(
                        settings.integer(
                                "MILLRACE_HTTP_MAX_BODY",
                                standard.bodyBytes(),
                                1024,
                                16 << 20,
                                "largest body, in bytes"),
                        settings.integer(
                                "MILLRACE_HTTP_MAX_IN_FLIGHT",
                                standard.inFlight(),
                                1,
                                100_000,
                                "requests worked on at a time; more are answered 503"),
                        time(settings, "MILLRACE_HTTP_TIME_LIMIT", standard.time(), "longest a request may take"),
                        time(settings, "MILLRACE_HTTP_DRAIN", standard.drain(), "longest a stop waits for requests")));
    }

    /** Listens on this port of the loopback, with one event loop: for tests and for many services in one process. */
    public static HttpSettings loopback(int port) {
        return new HttpSettings("127.0.0.1", port, 1, HttpLimits.STANDARD);
    }

    /** With other limits. */
    public HttpSettings withLimits(HttpLimits other) {
        return new HttpSettings(host, port, instances, other);
    }

    private static Duration time(Settings settings, String name, Duration fallback, String meaning) {
        return settings.duration(name, fallback, Duration.ofMillis(10), Duration.ofMinutes(10), meaning);
    }
}
