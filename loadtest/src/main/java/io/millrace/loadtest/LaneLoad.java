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
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** Callers who send commands to lanes. */
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
        return ClosedLoop.run(
                vertx,
                callers,
                seconds,
                serverCpu,
                batches::count,
                () -> lanes.submit(next.get()).map(LaneLoad::done));
    }

    private static Outcome.Done done(Outcome outcome) {
        if (outcome instanceof Outcome.Done done) {
            return done;
        }
        throw new IllegalStateException("refused: " + outcome);
    }
}
