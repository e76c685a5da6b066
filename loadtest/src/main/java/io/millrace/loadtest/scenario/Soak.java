package io.millrace.loadtest.scenario;

import io.millrace.loadtest.measure.Goal;
import io.millrace.loadtest.measure.Measurements;
import io.millrace.loadtest.measure.Step;
import io.millrace.loadtest.traffic.Arrivals;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** The whole story for long. */
@Command(
        name = "soak",
        sortOptions = false,
        description = "the whole story for long: does it get slower, or larger; 15 clients a second for 600 s")
class Soak extends Orders {

    private static final String FIRST = "first quarter";
    private static final String LAST = "last quarter";
    private static final double SLOWER = 1.5;

    @Override
    double usualRate() {
        return 15;
    }

    @Override
    int usualSeconds() {
        return 600;
    }

    @Override
    void checkFlags() {
        flags.inRange("--seconds", flags.seconds, 4, Flags.LONGEST);
    }

    @Override
    Arrivals arrivals() {
        int quarter = seconds() / 4;
        return Arrivals.none()
                .then("warm-up", false, rate(), warmUp())
                .then(FIRST, true, rate(), quarter)
                .then("second quarter", true, rate(), quarter)
                .then("third quarter", true, rate(), quarter)
                .then(LAST, true, rate(), seconds() - 3 * quarter);
    }

    @Override
    List<Goal> goals(Measurements measurements) {
        List<Goal> goals = new ArrayList<>(super.goals(measurements));
        goals.add(Goal.atMost(
                "p50 of place order, last quarter over first",
                SLOWER,
                "times",
                measurements.outcome(Step.PLACE, LAST).at(50)
                        / measurements.outcome(Step.PLACE, FIRST).at(50)));
        return goals;
    }
}
