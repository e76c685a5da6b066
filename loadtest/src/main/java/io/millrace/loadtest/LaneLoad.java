package io.millrace.loadtest;

import com.github.f4b6a3.uuid.UuidCreator;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.contracts.Event;
import io.millrace.kit.lane.CommandRequest;
import io.millrace.kit.lane.Lanes;
import io.millrace.kit.lane.Outcome;
import io.millrace.kit.lane.VersionCondition;
import io.millrace.loadtest.Account.Command;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A closed loop of callers in this process: each sends its next command when the last one is answered. */
final class LaneLoad {

    private final Vertx vertx;
    private final Lanes<Command, Account, Event> lanes;
    private final String payload;
    private final DoubleSupplier serverCpu;
    private final DistributionSummary batches;

    LaneLoad(
            Vertx vertx,
            Lanes<Command, Account, Event> lanes,
            String payload,
            DoubleSupplier serverCpu,
            MeterRegistry meters) {
        this.vertx = vertx;
        this.lanes = lanes;
        this.payload = payload;
        this.serverCpu = serverCpu;
        this.batches = meters.get("millrace.lane.batch.events").summary();
    }

    /** Every command opens a new account. */
    Measured inserts(int callers, int seconds) throws InterruptedException {
        return run(callers, seconds, () -> {
            String id = UuidCreator.getTimeOrderedEpoch().toString();
            return request(new Command(id, true, payload), true);
        });
    }

    /** Every command is for the same account. */
    Measured hot(String id, int callers, int seconds) throws InterruptedException {
        Command command = new Command(id, false, payload);
        return run(callers, seconds, () -> request(command, false));
    }

    private static CommandRequest<Command, Account> request(Command command, boolean creates) {
        return new CommandRequest<>(
                command.id(),
                command,
                creates,
                Instant.now(),
                new VersionCondition.Any(),
                null,
                null,
                (id, version, account) -> "{}");
    }

    private Measured run(int callers, int seconds, Supplier<CommandRequest<Command, Account>> next)
            throws InterruptedException {
        AtomicLong done = new AtomicLong();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        CountDownLatch finished = new CountDownLatch(callers);
        double server = serverCpu.getAsDouble();
        double client = CpuTime.own();
        double commits = batches.count();
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        for (int i = 0; i < callers; i++) {
            Context context = vertx.getOrCreateContext();
            context.runOnContext(go -> call(next, end, done, failure, finished));
        }
        if (!finished.await(seconds + 60L, TimeUnit.SECONDS)) {
            throw new IllegalStateException("callers did not finish");
        }
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException(failed);
        }
        double elapsed = (System.nanoTime() - start) / 1e9;
        double count = done.get();
        return new Measured(
                count / elapsed,
                elapsed * 1000 * callers / count,
                (serverCpu.getAsDouble() - server) * 1e6 / count,
                (CpuTime.own() - client) * 1e6 / count,
                count / (batches.count() - commits));
    }

    private void call(
            Supplier<CommandRequest<Command, Account>> next,
            long end,
            AtomicLong done,
            AtomicReference<@Nullable Throwable> failure,
            CountDownLatch finished) {
        if (System.nanoTime() >= end || failure.get() != null) {
            finished.countDown();
            return;
        }
        lanes.submit(next.get()).onComplete(result -> {
            if (result.failed()) {
                failure.set(result.cause());
            } else if (!(result.result() instanceof Outcome.Done)) {
                failure.set(new IllegalStateException("refused: " + result.result()));
            } else {
                done.incrementAndGet();
            }
            call(next, end, done, failure, finished);
        });
    }
}
