package io.millrace.loadtest.scenario;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static java.util.Objects.requireNonNullElse;

import io.gatling.javaapi.core.ChainBuilder;
import io.millrace.loadtest.measure.Goal;
import io.millrace.loadtest.measure.Measurements;
import io.millrace.loadtest.measure.Step;
import io.millrace.loadtest.traffic.Arrivals;
import io.millrace.loadtest.traffic.Clients;
import java.util.List;
import picocli.CommandLine.Command;

/** Many come at once, for a while. */
@Command(
        name = "burst",
        sortOptions = false,
        description =
                "ten times the rate for 10 s: everyone orders, and reads the own order by its token; 15 clients a second for 40 s, the "
                        + "burst among them")
class Burst extends Scenario {

    private static final int TIMES = 10;
    private static final int BURST = 10;
    private static final int RECOVERY = 10;

    @Override
    double usualRate() {
        return 15;
    }

    @Override
    int usualSeconds() {
        return 40;
    }

    @Override
    Step goalStep() {
        return Step.PLACE;
    }

    @Override
    double usualP99() {
        return 100;
    }

    @Override
    void checkFlags() {
        flags.inRange("--seconds", flags.seconds, BURST + RECOVERY + 2, Flags.LONGEST);
    }

    @Override
    Arrivals arrivals() {
        int calm = seconds() - BURST - RECOVERY;
        return Arrivals.none()
                .then("warm-up", false, rate(), warmUp())
                .then("before", true, rate(), calm / 2)
                .then("burst", true, TIMES * rate(), BURST)
                .then("recovery", true, rate(), RECOVERY)
                .then("after", true, rate(), calm - calm / 2);
    }

    @Override
    List<Goal> goals(Measurements measurements) {
        return List.of(
                Goal.atMost(
                        "p99 of place order, from 10 s after the burst",
                        p99(),
                        "ms",
                        measurements.outcome(Step.PLACE, "after").at(99)),
                Goal.atMost(
                        "p99 of place order in the burst",
                        50 * p99(),
                        "ms",
                        measurements.outcome(Step.PLACE, "burst").at(99)),
                Goal.atMost(
                        "failed requests",
                        requireNonNullElse(flags.errors, 0.0),
                        "%",
                        measurements.outcome().failedPercent()),
                Goal.atMost(
                        "p99 from acknowledged to visible, from 10 s after the burst",
                        requireNonNullElse(flags.lagP99, usualLagP99()),
                        "ms",
                        measurements.outcome(Step.ORDER_SEEN, "after").at(99)));
    }

    @Override
    ChainBuilder story(Clients clients) {
        return exec(clients.isCustomer(), clients.place(), clients.seeOrder());
    }
}
