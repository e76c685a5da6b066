package io.millrace.loadtest.report;

import io.millrace.loadtest.measure.Goal;
import io.millrace.loadtest.measure.Outcome;
import io.millrace.loadtest.measure.Percentiles;
import io.millrace.loadtest.measure.Step;
import io.millrace.loadtest.shop.Finding;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A result for a person at a terminal. */
public final class Table {

    private static final String ROW = "  %-22s %8s %8s %8s %8s %8s %8s %8s%n";

    /** Percent of processor time that are worth a line. */
    private static final double STOLEN_TOLD = 1;

    private final Result result;
    private final PrintStream out;

    private Table(Result result, PrintStream out) {
        this.result = result;
        this.out = out;
    }

    public static void print(Result result, PrintStream out) {
        new Table(result, out).print();
    }

    private void print() {
        if (!result.measurements().steps().isEmpty()) {
            steps();
            failures();
            late();
        }
        stolen();
        goals();
        out.println();
        for (Finding finding : result.findings()) {
            out.printf("  %-7s %s: %s%n", finding.right() ? "right" : "WRONG", finding.what(), finding.detail());
        }
    }

    private void steps() {
        out.printf("%n" + ROW, "milliseconds", "count", "a second", "failed", "p50", "p90", "p99", "max");
        List<String> phases = result.measurements().countedPhases();
        Map<String, Double> lengths = result.phaseLengths();
        for (Step step : result.measurements().steps()) {
            if (phases.size() > 1) {
                out.printf("  %s%n", step.title());
            }
            for (String phase : phases) {
                row(
                        phases.size() > 1 ? "  " + phase : step.title(),
                        result.measurements().outcome(step, phase),
                        lengths.getOrDefault(phase, 1.0));
            }
        }
    }

    private void row(String title, Outcome outcome, double seconds) {
        if (outcome.count() > 0) {
            Percentiles of = outcome.percentiles();
            out.printf(
                    ROW,
                    title,
                    outcome.count(),
                    number(outcome.count() / seconds),
                    outcome.failed() == 0 ? "0" : number(outcome.failedPercent()) + " %",
                    number(of.p50()),
                    number(of.p90()),
                    number(of.p99()),
                    number(of.max()));
        }
    }

    private void failures() {
        if (!result.measurements().failures().isEmpty()) {
            out.println();
            result.measurements()
                    .failures()
                    .forEach(each -> out.printf(
                            "  %-22s %8d failed: %s%n",
                            each.getKey().step().title(),
                            each.getValue(),
                            each.getKey().reason()));
        }
        long repeated = result.measurements().outcome().repeated();
        if (repeated > 0) {
            out.printf(
                    "%n  %d orders were refused at first, their customer being unknown yet, and placed again%n",
                    repeated);
        }
    }

    private void late() {
        Percentiles late = result.measurements().late();
        out.printf(
                "%n  Clients were let in at the planned time, p99 %s ms and at most %s ms late%n",
                number(late.p99()), number(late.max()));
    }

    /** What it does to the figures nobody can tell. */
    private void stolen() {
        if (result.stolenPercent() >= STOLEN_TOLD) {
            out.printf(
                    "%n  %s %% of the processor time that the clients' machine wanted was given to other machines by its host%n",
                    number(result.stolenPercent()));
        }
    }

    private void goals() {
        out.println();
        for (Goal goal : result.goals()) {
            out.printf("  %-7s %s%n", goal.met() ? "met" : "MISSED", goal);
        }
    }

    /** With three digits or so. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }
}
