package io.millrace.loadtest.scenario;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static java.util.Objects.requireNonNullElse;

import io.gatling.javaapi.core.ChainBuilder;
import io.millrace.loadtest.measure.Goal;
import io.millrace.loadtest.measure.Measurements;
import io.millrace.loadtest.measure.Step;
import io.millrace.loadtest.shop.CannotGoOn;
import io.millrace.loadtest.subject.ByCommand;
import io.millrace.loadtest.subject.SeparateServices;
import io.millrace.loadtest.subject.Stoppable;
import io.millrace.loadtest.subject.Target;
import io.millrace.loadtest.traffic.Arrivals;
import io.millrace.loadtest.traffic.Clients;
import io.millrace.loadtest.traffic.Load;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A service is stopped under load and started again; the others are to go on as if nothing were. */
@Command(
        name = "outage",
        sortOptions = false,
        description =
                "stops a service under load, starts it again, and shows what clients see: one request each, to all"
                        + " services; 40 clients a second for 40 s")
class Outage extends Scenario {

    private static final int BEFORE = 10;
    private static final String STOPPED = "stopped";
    private static final String AFTER = "after";

    @Option(
            names = "--service",
            paramLabel = "NAME",
            defaultValue = "customers",
            description = "customers (default), catalog, inventory, orders or query")
    String service = "customers";

    @Option(
            names = "--outage",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "from the stop to the start (default: 10)")
    int outage;

    @Option(
            names = "--stop",
            paramLabel = "COMMAND",
            description = "stops the service, such as 'docker compose kill customers'; needs --base-url and --start")
    @Nullable
    String stop;

    @Option(
            names = "--start",
            paramLabel = "COMMAND",
            description = "starts it, and ends when it can be used, such as 'docker compose up -d --wait customers'")
    @Nullable
    String start;

    private @Nullable Stoppable stoppable;

    @Override
    double usualRate() {
        return 40;
    }

    @Override
    int usualSeconds() {
        return 40;
    }

    @Override
    Step goalStep() {
        return service.equals("orders") ? Step.REGISTER : Step.PLACE;
    }

    @Override
    double usualP99() {
        return 250;
    }

    @Override
    void checkFlags() {
        if (!List.of("customers", "catalog", "inventory", "orders", "query").contains(service)) {
            throw flags.wrong(
                    "--service is " + service + "; it must be one of customers, catalog, inventory, orders and query");
        }
        flags.inRange("--outage", outage, 1, 3600);
        flags.inRange("--seconds", flags.seconds, BEFORE + outage + 5, Flags.LONGEST);
        if ((stop == null) != (start == null)) {
            throw flags.wrong("--stop and --start go together");
        }
        if ((flags.baseUrl == null) != (stop == null)) {
            throw flags.wrong("--stop and --start are for a system that --base-url names; without, services are started"
                    + " as processes of their own, and one of them is killed");
        }
    }

    /** Services in processes of their own: the demo is one process, of which no part can be stopped. */
    @Override
    Target target() {
        if (stop != null && start != null) {
            stoppable = new ByCommand(stop, start);
            return flags.target();
        }
        SeparateServices system = SeparateServices.start();
        stoppable = system;
        return system;
    }

    @Override
    Arrivals arrivals() {
        int seconds = flags.seconds == null ? Math.max(usualSeconds(), BEFORE + 3 * outage) : flags.seconds;
        return Arrivals.none().then("warm-up", false, rate(), warmUp()).then("before", true, rate(), seconds);
    }

    @Override
    ChainBuilder story(Clients clients) {
        return exec(clients.isCustomer())
                .exec(randomSwitch()
                        .on(
                                percent(20).then(clients.register()),
                                percent(10).then(clients.addProduct()),
                                percent(20).then(clients.receive()),
                                percent(20).then(clients.place()),
                                percent(30).then(clients.listOwnOrders())));
    }

    @Override
    void during(Load load, Measurements measurements) {
        CompletableFuture<Void> done = CompletableFuture.runAsync(() -> stopAndStart(load, measurements));
        load.run();
        try {
            done.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof CannotGoOn cannot ? cannot : e;
        }
    }

    private void stopAndStart(Load load, Measurements measurements) {
        Stoppable system = stoppable;
        if (system == null) {
            throw new IllegalStateException("nothing to stop");
        }
        long begin = load.awaitBegin();
        waitUntil(begin + TimeUnit.SECONDS.toNanos(warmUp() + BEFORE));
        out.println("         " + service + " is stopped");
        measurements.begin(STOPPED, true, System.nanoTime());
        system.stop(service);
        waitUntil(begin + TimeUnit.SECONDS.toNanos(warmUp() + BEFORE + outage));
        out.println("         " + service + " is being started");
        system.start(service);
        measurements.begin(AFTER, true, System.nanoTime());
        out.println("         " + service + " can be used again");
    }

    private static void waitUntil(long nanos) {
        CompletableFuture.runAsync(
                        () -> {},
                        CompletableFuture.delayedExecutor(Math.max(0, nanos - System.nanoTime()), TimeUnit.NANOSECONDS))
                .join();
    }

    @Override
    List<Goal> goals(Measurements measurements) {
        double errors = requireNonNullElse(flags.errors, 0.0);
        List<Goal> goals = new ArrayList<>();
        goals.add(Goal.atMost(
                "failed requests to other services",
                errors,
                "%",
                measurements.outcome(step -> !step.service().equals(service)).failedPercent()));
        goals.add(Goal.atMost(
                "failed requests to " + service + " since it was ready again",
                errors,
                "%",
                measurements
                        .outcome(step -> step.service().equals(service), AFTER)
                        .failedPercent()));
        goals.add(Goal.atMost(
                "p99 of " + goalStep().title() + " while " + service + " was stopped",
                p99(),
                "ms",
                measurements.outcome(goalStep(), STOPPED).at(99)));
        return goals;
    }
}
