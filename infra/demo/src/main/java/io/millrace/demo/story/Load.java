package io.millrace.demo.story;

import io.millrace.demo.smoke.Client;
import io.millrace.demo.smoke.Endpoints;
import io.millrace.demo.smoke.Ledger;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Shoppers for a while, whatever is done to the system meanwhile, and then the verification. */
final class Load {

    private Load() {}

    static void run(Endpoints at, Stage stage, Duration length) {
        Client client = new Client();
        Ledger ledger = new Ledger();
        try (Shoppers shoppers = new Shoppers(client, at, ledger)) {
            shoppers.open();
            shoppers.start();
            stage.say("Shopping for %d s", length.toSeconds());
            new CompletableFuture<Void>()
                    .completeOnTimeout(null, length.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            shoppers.close();
            shoppers.checkNothingFailed();
            stage.say(
                    "%d orders, %d registrations acknowledged, %d questions answered; the slowest order took %d ms",
                    shoppers.ordered(), shoppers.registered(), shoppers.asked(), shoppers.slowestOrder());
        }
        new Verification(client, at, ledger, stage).all();
        stage.say("Nothing was lost");
    }
}
