package io.millrace.loadtest.scenario;

import static io.gatling.javaapi.core.CoreDsl.exec;

import io.gatling.javaapi.core.ChainBuilder;
import io.millrace.loadtest.measure.Step;
import io.millrace.loadtest.traffic.Clients;
import java.time.Duration;
import picocli.CommandLine.Command;

/** Everybody who arrives does the whole story, once. */
@Command(
        name = "orders",
        sortOptions = false,
        description = "the whole story: register, receive stock, order, read the own order by its token, list orders;"
                + " 40 clients a second for 30 s")
class Orders extends Scenario {

    /** People look around before they order. */
    private static final Duration LOOK_AROUND = Duration.ofMillis(500);

    @Override
    double usualRate() {
        return 40;
    }

    @Override
    int usualSeconds() {
        return 30;
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
    ChainBuilder story(Clients clients) {
        return exec(
                clients.register(),
                clients.receive(),
                clients.rest(LOOK_AROUND),
                clients.place(),
                clients.seeOrder(),
                clients.listOwnOrders());
    }
}
