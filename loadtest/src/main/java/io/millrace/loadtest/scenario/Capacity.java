package io.millrace.loadtest.scenario;

import static java.util.Objects.requireNonNullElse;

import io.gatling.javaapi.core.ChainBuilder;
import io.millrace.loadtest.measure.Goal;
import io.millrace.loadtest.measure.Measurements;
import io.millrace.loadtest.measure.ProcessorTime;
import io.millrace.loadtest.measure.Step;
import io.millrace.loadtest.report.Probe;
import io.millrace.loadtest.report.Probe.Verdict;
import io.millrace.loadtest.report.Result;
import io.millrace.loadtest.report.Timeline;
import io.millrace.loadtest.shop.Check;
import io.millrace.loadtest.shop.Ledger;
import io.millrace.loadtest.shop.Preparation;
import io.millrace.loadtest.shop.Shop;
import io.millrace.loadtest.subject.Target;
import io.millrace.loadtest.traffic.Arrivals;
import io.millrace.loadtest.traffic.Clients;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Raises the rate of another scenario until its goal breaks. */
@Command(
        name = "capacity",
        sortOptions = false,
        description =
                "raises the rate until a goal breaks, and tells the highest rate that was held; 15 s for each rate, from"
                        + " 20 clients a second")
class Capacity extends Scenario {

    private static final double PRECISION = 1.08;
    /** Seconds before the first rate, in which code is compiled. */
    private static final int WARM_UP = 60;

    /** Percent of the processor time that may be stolen while a rate is tried. */
    private static final double MOST_STOLEN = 3;
    /** So many tries of a search that do not count. */
    private static final int PATIENCE = 20;

    @Option(
            names = "--of",
            paramLabel = "SCENARIO",
            defaultValue = "orders",
            description = "what clients do: orders (default), commands, queries or hot-product")
    String of = "orders";

    @Option(
            names = "--most",
            paramLabel = "N",
            defaultValue = "5000",
            description = "highest rate tried (default: 5000)")
    double most;

    @Option(
            names = "--at-least",
            paramLabel = "N",
            description = "goal: the highest rate held (default: the one it begins with)")
    @Nullable
    Double atLeast;

    private final Map<String, Scenario> scenarios = Map.of(
            "orders", new Orders(),
            "commands", new Commands(),
            "queries", new Queries(),
            "hot-product", new HotProduct());
    private final List<Probe> probes = new ArrayList<>();
    private int patience = PATIENCE;

    @Override
    double usualRate() {
        return 20;
    }

    @Override
    int usualSeconds() {
        return 15;
    }

    @Override
    int usualWarmUp() {
        return 3;
    }

    @Override
    Step goalStep() {
        return workload().goalStep();
    }

    @Override
    double usualP99() {
        return 50;
    }

    private Scenario workload() {
        Scenario found = scenarios.get(of);
        if (found == null) {
            throw flags.wrong("--of is " + of + "; it must be one of orders, commands, queries and hot-product");
        }
        return found;
    }

    @Override
    void checkFlags() {
        workload();
        flags.inRange("--most", most, rate(), 20_000);
        flags.inRange("--at-least", atLeast, 0, most);
    }

    @Override
    void prepare(Shop shop, Ledger ledger) {
        workload().prepare(shop, ledger);
    }

    @Override
    ChainBuilder story(Clients clients) {
        return workload().story(clients);
    }

    @Override
    Result run(Target target, Shop shop, Ledger ledger) {
        Instant begun = Instant.now();
        ProcessorTime before = ProcessorTime.now();
        out.println("Warming up");
        load(shop, ledger, new Measurements(), Arrivals.none().then("warm-up", false, rate(), WARM_UP))
                .run();
        out.printf("%n  %8s %10s %8s %10s%n", "a second", "p99 ms", "failed", "late ms");
        double highest = new Search(most, PRECISION, rate -> strain(shop, ledger, rate)).from(rate());
        double stolen = ProcessorTime.now().stolenPercentSince(before);
        out.println("\nChecking what was acknowledged");
        return new Result(
                name(),
                command(),
                target.describe(),
                begun,
                0,
                Arrivals.none(),
                new Measurements(),
                new Timeline(),
                List.of(Goal.atLeast(
                        "highest rate held, clients a second", requireNonNullElse(atLeast, rate()), "", highest)),
                Check.of(shop, ledger),
                stolen,
                probes);
    }

    /**
     * Tries a rate; tells what was measured as a multiple of the goal. While the machine belonged to others this tells nothing, and
     * the rate is tried again, as long as there is patience for that.
     */
    private double strain(Shop shop, Ledger ledger, double rate) {
        while (true) {
            double strain = tried(shop, ledger, rate, patience > 0);
            if (probes.get(probes.size() - 1).verdict() != Verdict.DISTURBED) {
                return strain;
            }
            patience--;
        }
    }

    private double tried(Shop shop, Ledger ledger, double rate, boolean mayBeRepeated) {
        Measurements measurements = new Measurements();
        Arrivals arrivals =
                Arrivals.none().then("warm-up", false, rate, warmUp()).then("load", true, rate, seconds());
        ProcessorTime before = ProcessorTime.now();
        load(shop, ledger, measurements, arrivals).run();
        double stolen = ProcessorTime.now().stolenPercentSince(before);
        double p99 = measurements.outcome(goalStep()).at(99);
        double failed = measurements.outcome().failedPercent();
        double late = measurements.late().p99();
        // A client who cannot be let in is kept waiting as well.
        double strain = !(failed <= requireNonNullElse(flags.errors, 0.0)) || Double.isNaN(p99)
                ? Double.POSITIVE_INFINITY
                : Math.max(p99, late) / p99();
        Verdict verdict =
                mayBeRepeated && stolen > MOST_STOLEN ? Verdict.DISTURBED : strain <= 1 ? Verdict.HELD : Verdict.BROKEN;
        probes.add(new Probe(rate, p99, failed, late, p99(), stolen, verdict));
        out.printf(
                Locale.ROOT,
                "  %8.4g %10.1f %7.2f%% %10.1f  %s%n",
                rate,
                p99,
                failed,
                late,
                switch (verdict) {
                    case HELD -> "held";
                    case BROKEN -> late > p99() ? "broken: clients could not be let in in time" : "broken";
                    case DISTURBED ->
                        String.format(Locale.ROOT, "not counted: %.0f %% of the machine was given to others", stolen);
                });
        Preparation.awaitReadModels(shop);
        return strain;
    }
}
