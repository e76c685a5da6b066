package io.millrace.loadtest.scenario;

import static java.util.Objects.requireNonNullElse;

import io.gatling.javaapi.core.ChainBuilder;
import io.millrace.loadtest.measure.Goal;
import io.millrace.loadtest.measure.Measurements;
import io.millrace.loadtest.measure.ProcessorTime;
import io.millrace.loadtest.measure.Step;
import io.millrace.loadtest.report.Reports;
import io.millrace.loadtest.report.Result;
import io.millrace.loadtest.report.Table;
import io.millrace.loadtest.report.Timeline;
import io.millrace.loadtest.shop.Check;
import io.millrace.loadtest.shop.Finding;
import io.millrace.loadtest.shop.Ledger;
import io.millrace.loadtest.shop.Preparation;
import io.millrace.loadtest.shop.Shop;
import io.millrace.loadtest.subject.Target;
import io.millrace.loadtest.traffic.Arrivals;
import io.millrace.loadtest.traffic.Clients;
import io.millrace.loadtest.traffic.Load;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * What all scenarios have in common: they prepare the shop, let clients in, look on, check, and report. Each scenario says who
 * comes when, what they do, and what is expected of the shop.
 */
abstract class Scenario implements Callable<Integer> {

    static final int CUSTOMERS = 200;
    private static final int PRODUCTS = 20;
    private static final int UNITS = 1_000_000;

    @Mixin
    Flags flags = new Flags();

    @Spec
    @Nullable
    CommandSpec spec;

    final PrintStream out = Main.OUT;

    /** Clients a second unless told otherwise. */
    abstract double usualRate();

    /** Seconds unless told otherwise. */
    abstract int usualSeconds();

    /** What each client does. */
    abstract ChainBuilder story(Clients clients);

    /** The step that the goal for response times is for. */
    abstract Step goalStep();

    /** Milliseconds for it unless told otherwise. */
    abstract double usualP99();

    /** Who comes when. */
    Arrivals arrivals() {
        return Arrivals.none().then("warm-up", false, rate(), warmUp()).then("load", true, rate(), seconds());
    }

    /** What clients find when they come. */
    void prepare(Shop shop, Ledger ledger) {
        Preparation.of(shop, ledger, CUSTOMERS, PRODUCTS, UNITS);
    }

    /** What is expected of the shop. */
    List<Goal> goals(Measurements measurements) {
        List<Goal> goals = new ArrayList<>();
        goals.add(Goal.atMost(
                "p99 of " + goalStep().title(),
                p99(),
                "ms",
                measurements.outcome(goalStep()).at(99)));
        goals.add(Goal.atMost(
                "failed requests",
                requireNonNullElse(flags.errors, 0.0),
                "%",
                measurements.outcome().failedPercent()));
        if (measurements.lag().count() > 0) {
            goals.add(Goal.atMost(
                    "p99 from acknowledged to visible",
                    requireNonNullElse(flags.lagP99, usualLagP99()),
                    "ms",
                    measurements.lag().at(99)));
        }
        return goals;
    }

    double usualLagP99() {
        return 500;
    }

    final double rate() {
        return requireNonNullElse(flags.rate, usualRate());
    }

    final int seconds() {
        return requireNonNullElse(flags.seconds, usualSeconds());
    }

    /** Seconds before those that count unless told otherwise: read models are late until a new process has compiled its code. */
    int usualWarmUp() {
        return 20;
    }

    final int warmUp() {
        return requireNonNullElse(flags.warmup, usualWarmUp());
    }

    final double p99() {
        return requireNonNullElse(flags.p99, usualP99());
    }

    /** @throws picocli.CommandLine.ParameterException when flags of its own are out of their range */
    void checkFlags() {}

    Target target() {
        return flags.target();
    }

    final String name() {
        return spec == null ? "" : spec.name();
    }

    @Override
    public Integer call() {
        flags.check();
        checkFlags();
        out.println("Looking for a system to test");
        try (Target target = target()) {
            out.println("Testing " + target.describe());
            Shop shop = new Shop(target.addresses(), Long.toString(System.currentTimeMillis(), 36));
            Ledger ledger = new Ledger();
            prepare(shop, ledger);
            return finish(run(target, shop, ledger));
        }
    }

    /** Lets clients in, looks on, and checks. */
    Result run(Target target, Shop shop, Ledger ledger) {
        Measurements measurements = new Measurements();
        Timeline timeline = new Timeline();
        Arrivals arrivals = arrivals();
        Load load = load(shop, ledger, measurements, arrivals);
        out.printf(
                Locale.ROOT,
                "%d customers and %d products are there; %d clients come within %d s%n%n",
                ledger.customers(),
                ledger.stocked().size(),
                arrivals.clients(),
                arrivals.seconds());
        Instant begun = Instant.now();
        ProcessorTime before = ProcessorTime.now();
        try (Watch watch = new Watch(load, arrivals, measurements, timeline, shop, out)) {
            watch.start();
            during(load, measurements);
        }
        double stolen = ProcessorTime.now().stolenPercentSince(before);
        out.println("\nChecking what was acknowledged");
        List<Finding> findings = Check.of(shop, ledger);
        return new Result(
                name(),
                command(),
                target.describe(),
                begun,
                load.began(),
                arrivals,
                measurements,
                timeline,
                goals(measurements),
                findings,
                stolen,
                List.of());
    }

    final Load load(Shop shop, Ledger ledger, Measurements measurements, Arrivals arrivals) {
        Clients clients = new Clients(shop, ledger, measurements, flags.timeLimit());
        return new Load(arrivals, measurements, clients, this::story, ledger, flags.timeLimit());
    }

    /** Runs the load, and does what else is to happen meanwhile. */
    void during(Load load, Measurements measurements) {
        load.run();
    }

    /** As it was given. */
    final String command() {
        List<String> given =
                spec == null ? List.of() : spec.commandLine().getParseResult().originalArgs();
        return "loadtest/run " + String.join(" ", given);
    }

    /** Tells what came of it. @return the exit code */
    final int finish(Result result) {
        Path page = Reports.write(result, flags.folder(name()));
        Table.print(result, out);
        out.printf("%n  %s%n  Report: %s%n  JSON:   %s%n", result.verdict(), page, page.resolveSibling("report.json"));
        return result.exitCode();
    }
}
