package io.millrace.loadtest.scenario;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;

import io.gatling.javaapi.core.ChainBuilder;
import io.millrace.loadtest.measure.Step;
import io.millrace.loadtest.shop.Ledger;
import io.millrace.loadtest.shop.Preparation;
import io.millrace.loadtest.shop.Shop;
import io.millrace.loadtest.traffic.Clients;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Everybody who arrives reads something, once. */
@Command(
        name = "queries",
        sortOptions = false,
        description =
                "reads only, one a client, on customers, products and orders made before: 30 %% an order list, 25 %% a customer, 25 %% a "
                        + "product, 10 %% a search, 10 %% the best sellers; 200 clients a second for 30 s")
class Queries extends Scenario {

    @Option(
            names = "--orders",
            paramLabel = "N",
            defaultValue = "2000",
            description = "orders that are there to be read (default: 2000)")
    int orders = 2000;

    @Override
    double usualRate() {
        return 200;
    }

    @Override
    int usualSeconds() {
        return 30;
    }

    @Override
    Step goalStep() {
        return Step.OWN_ORDERS;
    }

    @Override
    double usualP99() {
        return 50;
    }

    @Override
    void checkFlags() {
        flags.inRange("--orders", orders, 0, 1_000_000);
    }

    @Override
    void prepare(Shop shop, Ledger ledger) {
        super.prepare(shop, ledger);
        Preparation.orders(shop, ledger, orders);
    }

    @Override
    ChainBuilder story(Clients clients) {
        return exec(clients.isCustomer())
                .exec(randomSwitch()
                        .on(
                                percent(30).then(clients.listOwnOrders()),
                                percent(25).then(clients.readCustomer()),
                                percent(25).then(clients.readProduct()),
                                percent(10).then(clients.search()),
                                percent(10).then(clients.bestSellers())));
    }
}
