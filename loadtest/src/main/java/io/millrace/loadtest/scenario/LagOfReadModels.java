package io.millrace.loadtest.scenario;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;

import io.gatling.javaapi.core.ChainBuilder;
import io.millrace.loadtest.measure.Step;
import io.millrace.loadtest.traffic.Clients;
import picocli.CommandLine.Command;

/** Everybody who arrives writes something and reads it at once. */
@Command(
        name = "lag",
        sortOptions = false,
        description =
                "the time from acknowledged to visible: a third each orders, renames and receives, and reads it by its token at once; "
                        + "40 clients a second for 30 s")
class LagOfReadModels extends Scenario {

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
    double usualLagP99() {
        return 250;
    }

    @Override
    ChainBuilder story(Clients clients) {
        return exec(clients.isCustomer())
                .exec(randomSwitch()
                        .on(
                                percent(34).then(exec(clients.place(), clients.seeOrder())),
                                percent(33).then(exec(clients.rename(), clients.seeName())),
                                percent(33).then(exec(clients.receive(), clients.seeStock()))));
    }
}
