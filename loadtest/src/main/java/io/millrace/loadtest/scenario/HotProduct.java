package io.millrace.loadtest.scenario;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static java.util.Objects.requireNonNullElse;

import io.gatling.javaapi.core.ChainBuilder;
import io.millrace.loadtest.measure.Step;
import io.millrace.loadtest.shop.Ledger;
import io.millrace.loadtest.shop.Preparation;
import io.millrace.loadtest.shop.Shop;
import io.millrace.loadtest.traffic.Clients;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Everybody who arrives wants the same product, of which there is too little. */
@Command(
        name = "hot-product",
        sortOptions = false,
        description =
                "a flash sale: everyone looks at the same product, orders one, and reads the own order by its token; there are half as "
                        + "many as are wanted; 60 clients a second for 30 s")
class HotProduct extends Scenario {

    @Option(names = "--stock", paramLabel = "N", description = "units of it (default: half as many as clients)")
    @Nullable
    Integer stock;

    @Override
    double usualRate() {
        return 60;
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
    void checkFlags() {
        flags.inRange("--stock", stock, 1, 1_000_000);
    }

    @Override
    void prepare(Shop shop, Ledger ledger) {
        long half = Math.max(1, Math.min(1_000_000, arrivals().clients() / 2));
        Preparation.of(shop, ledger, CUSTOMERS, 1, requireNonNullElse(stock, (int) half));
    }

    @Override
    ChainBuilder story(Clients clients) {
        return exec(clients.isCustomer(), clients.readProduct(), clients.place(), clients.seeOrder());
    }
}
