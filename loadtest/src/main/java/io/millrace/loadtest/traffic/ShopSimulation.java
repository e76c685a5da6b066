package io.millrace.loadtest.traffic;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.Simulation;
import org.jspecify.annotations.Nullable;

/** A load as Gatling wants it: a class that it makes an instance of by itself. */
public final class ShopSimulation extends Simulation {

    /** Gatling makes the instance on the thread that runs it. */
    private static final ThreadLocal<@Nullable Load> LOAD = new ThreadLocal<>();

    /** Only {@link #run} makes it do something. */
    public ShopSimulation() {
        Load load = LOAD.get();
        if (load == null) {
            throw new IllegalStateException("run a load, not this class");
        }
        OpenInjectionStep[] injection = load.arrivals().stretches().stream()
                .map(stretch -> constantUsersPerSec(stretch.perSecond()).during(stretch.seconds()))
                .toArray(OpenInjectionStep[]::new);
        setUp(scenario("clients")
                        .exec(exec(session -> session.set(Clients.VISIT, load.arrive())))
                        .exec(load.story())
                        .injectOpen(injection)
                        .protocols(http.disableWarmUp()
                                .shareConnections()
                                .disableCaching()
                                .disableFollowRedirect()
                                .disableAutoReferer()
                                .disableAutoOrigin()
                                .acceptHeader("application/json")
                                .userAgentHeader("millrace-loadtest")))
                .maxDuration(load.longest());
    }

    static void run(Load load) {
        LOAD.set(load);
        try {
            Engine.run(ShopSimulation.class);
        } finally {
            LOAD.remove();
        }
    }
}
