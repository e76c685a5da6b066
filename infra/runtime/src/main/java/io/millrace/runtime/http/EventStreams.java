package io.millrace.runtime.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The streams that are open: a bounded number, each kept alive with a comment now and then. Thread-safe.
 */
final class EventStreams {

    private static final int BEATS = 30;
    private static final Buffer COMMENT = Buffer.buffer(":\n\n");

    private final int most;
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private long timer = -1;
    private int beat;
    private volatile boolean closed;

    EventStreams(int most, MeterRegistry registry) {
        this.most = most;
        Gauge.builder("http.server.streams", open, Set::size)
                .description("Clients that follow something")
                .strongReference(true)
                .register(registry);
    }

    boolean full() {
        return open.size() >= most;
    }

    int most() {
        return most;
    }

    /** One that comes when all are closed ends at once. */
    void opened(Vertx vertx, EventStream stream) {
        open.add(stream);
        if (closed) {
            stream.close();
        }
        synchronized (this) {
            if (timer < 0) {
                timer = vertx.setPeriodic(1000, ignored -> beatSome(vertx));
            }
        }
    }

    void closed(EventStream stream) {
        open.remove(stream);
    }

    void closeAll() {
        closed = true;
        open.forEach(EventStream::close);
    }

    /** Every second some of them, so that each is told every {@value #BEATS} seconds; no timer while there are none. */
    private void beatSome(Vertx vertx) {
        synchronized (this) {
            if (open.isEmpty()) {
                vertx.cancelTimer(timer);
                timer = -1;
                return;
            }
        }
        beat = (beat + 1) % BEATS;
        for (EventStream stream : open) {
            if (Math.floorMod(System.identityHashCode(stream), BEATS) == beat) {
                stream.context().runOnContext(ignored -> stream.beat(COMMENT));
            }
        }
    }
}
