package io.millrace.loadtest.scenario;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;

import io.gatling.javaapi.core.ChainBuilder;
import io.millrace.loadtest.measure.Step;
import io.millrace.loadtest.traffic.Clients;
import picocli.CommandLine.Command;

/** Everybody who arrives writes something, once. */
@Command(
        name = "commands",
        sortOptions = false,
        description =
                "writes only, one a client: 40 %% place an order, 20 %% register, 20 %% receive stock, 10 %% rename, 5 %% each add "
                        + "and reprice products; 80 clients a second for 30 s")
class Commands extends Scenario {

    @Override
    double usualRate() {
        return 80;
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
        return exec(clients.isCustomer())
                .exec(randomSwitch()
                        .on(
                                percent(40).then(clients.place()),
                                percent(20).then(clients.register()),
                                percent(20).then(clients.receive()),
                                percent(10).then(clients.rename()),
                                percent(5).then(clients.addProduct()),
                                percent(5).then(clients.reprice())));
    }
}
