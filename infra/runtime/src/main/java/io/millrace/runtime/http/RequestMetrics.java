package io.millrace.runtime.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Times requests by operation and status. Safe from any thread. */
final class RequestMetrics {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofMillis(10),
        Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250),
        Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final MeterRegistry registry;
    private final Map<String, Map<Integer, Timer>> timers = new ConcurrentHashMap<>();

    RequestMetrics(MeterRegistry registry, AtomicInteger inFlight) {
        this.registry = registry;
        Gauge.builder("http.server.requests.active", inFlight, AtomicInteger::get)
                .description("Requests being worked on")
                .register(registry);
    }

    void record(String method, String operation, String route, int status, long nanos) {
        timers.computeIfAbsent(operation, ignored -> new ConcurrentHashMap<>())
                .computeIfAbsent(status, ignored -> timer(method, operation, route, status))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(String method, String operation, String route, int status) {
        return Timer.builder("http.server.requests")
                .description("Requests answered, and how long that took")
                .tag("method", method)
                .tag("operation", operation)
                .tag("route", route)
                .tag("status", Integer.toString(status))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
