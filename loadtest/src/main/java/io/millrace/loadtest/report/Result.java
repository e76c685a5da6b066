package io.millrace.loadtest.report;

import io.millrace.loadtest.measure.Goal;
import io.millrace.loadtest.measure.Measurements;
import io.millrace.loadtest.shop.Finding;
import io.millrace.loadtest.traffic.Arrivals;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of a run.
 *
 * @param command as it was given
 * @param target what was tested
 * @param zero when the first client came, by {@link System#nanoTime()}
 * @param stolenPercent of the processor time that the clients' machine wanted meanwhile; not a number where that is not known
 * @param probes of a search for the highest rate; empty for any other scenario
 */
public record Result(
        String scenario,
        String command,
        String target,
        Instant begun,
        long zero,
        Arrivals arrivals,
        Measurements measurements,
        Timeline timeline,
        List<Goal> goals,
        List<Finding> findings,
        double stolenPercent,
        List<Probe> probes) {

    /** How many seconds each phase lasted, in their order. */
    Map<String, Double> phaseLengths() {
        List<Map.Entry<String, Double>> starts =
                List.copyOf(measurements.phaseStarts(zero).entrySet());
        Map<String, Double> lengths = new LinkedHashMap<>();
        for (int i = 0; i < starts.size(); i++) {
            double end = i + 1 < starts.size() ? starts.get(i + 1).getValue() : arrivals.seconds();
            lengths.put(starts.get(i).getKey(), end - starts.get(i).getValue());
        }
        return lengths;
    }

    /** Whether everything that was acknowledged is there. */
    public boolean right() {
        return findings.stream().allMatch(Finding::right);
    }

    public boolean goalsMet() {
        return goals.stream().allMatch(Goal::met);
    }

    /** 0 if all is as it should be, else 1. */
    public int exitCode() {
        return right() && goalsMet() ? 0 : 1;
    }

    /** In a few words. */
    public String verdict() {
        if (!right()) {
            return goalsMet() ? "Not everything is there as acknowledged" : "Goals missed, and not everything is there";
        }
        return goalsMet() ? "Goals met, and everything is there" : "Goals missed; everything is there";
    }
}
