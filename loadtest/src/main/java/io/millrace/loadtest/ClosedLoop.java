package io.millrace.loadtest;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Callers in this process, each of whom sends its next operation when the last one is answered. */
final class ClosedLoop {

    private final Supplier<Future<?>> operation;
    private final AtomicLong done = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final CountDownLatch finished;
    private final int callers;
    private long end;

    private ClosedLoop(int callers, Supplier<Future<?>> operation) {
        this.callers = callers;
        this.operation = operation;
        this.finished = new CountDownLatch(callers);
    }

    /**
     * Runs for a while.
     *
     * @param serverCpu CPU seconds of a server in another process, constantly 0 when it is in this one
     * @param commits how many commits there have been
     * @throws IllegalStateException when an operation fails
     */
    static Measured run(
            Vertx vertx,
            int callers,
            int seconds,
            DoubleSupplier serverCpu,
            DoubleSupplier commits,
            Supplier<Future<?>> operation)
            throws InterruptedException {
        ClosedLoop loop = new ClosedLoop(callers, operation);
        double server = serverCpu.getAsDouble();
        double client = CpuTime.own();
        double before = commits.getAsDouble();
        double elapsed = loop.run(vertx, seconds);
        double count = loop.done.get();
        return new Measured(
                count / elapsed,
                elapsed * 1000 * callers / count,
                (serverCpu.getAsDouble() - server) * 1e6 / count,
                (CpuTime.own() - client) * 1e6 / count,
                count / (commits.getAsDouble() - before));
    }

    private double run(Vertx vertx, int seconds) throws InterruptedException {
        long start = System.nanoTime();
        end = start + TimeUnit.SECONDS.toNanos(seconds);
        for (int i = 0; i < callers; i++) {
            vertx.getOrCreateContext().runOnContext(go -> call());
        }
        if (!finished.await(seconds + 60L, TimeUnit.SECONDS)) {
            throw new IllegalStateException("callers did not finish");
        }
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException(failed);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private void call() {
        if (System.nanoTime() >= end || failure.get() != null) {
            finished.countDown();
            return;
        }
        operation.get().onComplete(result -> {
            if (result.failed()) {
                failure.set(result.cause());
            } else {
                done.incrementAndGet();
            }
            call();
        });
    }
}
