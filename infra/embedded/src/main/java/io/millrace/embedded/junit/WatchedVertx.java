package io.millrace.embedded.junit;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.threadchecker.BlockedThreadEvent;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A Vert.x that remembers every blocked event loop and says so when it is closed. */
final class WatchedVertx implements AutoCloseable {
    private static final long LIMIT_MILLIS = 100;
    private static final long CHECK_MILLIS = 50;

    private final Vertx vertx;
    private final Queue<AssertionError> blocked = new ConcurrentLinkedQueue<>();

    WatchedVertx() {
        vertx = Vertx.vertx(new VertxOptions()
                .setMaxEventLoopExecuteTime(LIMIT_MILLIS)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
                .setBlockedThreadCheckInterval(CHECK_MILLIS)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS));
        ((VertxInternal) vertx).blockedThreadChecker().setThreadBlockedHandler(this::remember);
    }

    private void remember(BlockedThreadEvent event) {
        AssertionError error = new AssertionError(event.thread().getName() + " was busy for "
                + TimeUnit.NANOSECONDS.toMillis(event.duration()) + " ms; its stack then:");
        error.setStackTrace(event.thread().getStackTrace());
        blocked.add(error);
    }

    Vertx vertx() {
        return vertx;
    }

    @Override
    public void close() {
        Futures.await(vertx.close());
        AssertionError first = blocked.poll();
        if (first != null) {
            blocked.forEach(first::addSuppressed);
            throw first;
        }
    }
}
