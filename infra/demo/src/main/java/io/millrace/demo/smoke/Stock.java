package io.millrace.demo.smoke;

import static io.millrace.demo.smoke.Difference.check;

import io.millrace.demo.smoke.SentOrder.Status;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * Compares inventory's counters with the ledger. Receipts alone tell them: one more unit is received with each look, by which
 * product pages are up to date, too.
 */
public final class Stock {

    /** Longer than a lost message goes unnoticed. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Commands commands;
    private final Ledger ledger;

    /** Of the products of this ledger. */
    public Stock(Commands commands, Ledger ledger) {
        this.commands = commands;
        this.ledger = ledger;
    }

    /** Reserved must be what confirmed orders hold, and on hand what was received and not shipped. */
    public void addsUp(SentProduct product) {
        int reserved = ledger.units(product, Status.CONFIRMED);
        int shipped = ledger.units(product, Status.SHIPPED);
        JsonObject counters = Patience.until(
                LIMIT,
                seen -> seen.getInteger("reserved") == reserved
                        && seen.getInteger("onHand") == received(product) - shipped,
                () -> commands.receive(product, 1));
        check(
                "Stock of " + product.title(),
                (received(product) - shipped) + " on hand, " + reserved + " reserved",
                counters.getInteger("onHand") + " on hand, " + counters.getInteger("reserved") + " reserved");
    }

    private int received(SentProduct product) {
        return ledger.product(product.id()).received();
    }
}
