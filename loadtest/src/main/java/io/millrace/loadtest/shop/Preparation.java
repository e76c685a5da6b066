package io.millrace.loadtest.shop;

/** What a load finds in the shop when it begins. Its calls block. */
public final class Preparation {

    private static final int TRIALS = 16;

    private Preparation() {}

    /**
     * Registers customers, adds products and receives stock of each, and waits until orders are taken for them and they can be
     * read.
     *
     * @param units of each product
     * @throws CannotGoOn when the shop does not do so within a minute
     */
    public static void of(Shop shop, Ledger ledger, int customers, int products, int units) {
        try (Caller caller = new Caller()) {
            caller.forEach(
                    customers,
                    each -> ledger.registered(caller.insist(shop.register()).getString("id")));
            caller.forEach(products, each -> {
                Product product =
                        ledger.stocked(caller.insist(shop.addProduct()).getString("id"));
                caller.insist(shop.receive(product.id(), units));
                ledger.received(product, units);
            });
            // Orders hears of customers and products a little later, in each partition in their order: the last ones
            // tell.
            if (customers > 0) {
                int trials = Math.max(products, Math.min(TRIALS, customers));
                caller.forEach(trials, each -> trial(shop, ledger, caller, customers - 1 - each % customers, each));
            }
            ledger.customersAreKnown();
            awaitReadModels(shop);
        }
    }

    /** Places so many orders, one of each customer and product in turn. */
    public static void orders(Shop shop, Ledger ledger, int orders) {
        try (Caller caller = new Caller()) {
            caller.forEach(orders, each -> trial(shop, ledger, caller, each % ledger.customers(), each));
        }
    }

    /** Waits until the read models show everything, for a minute at most. */
    public static void awaitReadModels(Shop shop) {
        try (Caller caller = new Caller()) {
            caller.until(
                    last -> last.done() && ReadModels.of(last.body()).behind() == 0,
                    () -> caller.call(shop.projections()));
        }
    }

    private static void trial(Shop shop, Ledger ledger, Caller caller, int customer, int turn) {
        Product product = ledger.stocked().get(turn % ledger.stocked().size());
        Answer answer = caller.until(
                last -> !last.maybeLater() && !last.notHeardYet(),
                () -> caller.call(shop.place(ledger.customer(customer), product.id(), 1)));
        if (!answer.done()) {
            throw new CannotGoOn("An order was answered " + answer);
        }
        ledger.placed(answer.body().getString("id"), customer);
    }
}
