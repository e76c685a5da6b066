package io.millrace.loadtest.shop;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Looks, after the load, whether everything that was acknowledged is there, and once, and whether stock adds up. Commands that
 * got no answer are repeated by their keys first, so that it is known what is to be there. For one use.
 */
public final class Check {

    private static final int PAGE = 200;
    private static final int SHOWN = 3;

    private final Shop shop;
    private final Ledger ledger;
    private final Caller caller;
    private final List<Finding> findings = new ArrayList<>();

    /** By status and product. */
    private final Map<String, Map<String, LongAdder>> units = new ConcurrentHashMap<>();

    private final Map<String, LongAdder> statuses = new ConcurrentHashMap<>();
    private final Set<UUID> notAcknowledged = ConcurrentHashMap.newKeySet();

    private Check(Shop shop, Ledger ledger, Caller caller) {
        this.shop = shop;
        this.ledger = ledger;
        this.caller = caller;
    }

    /**
     * Looks at everything; takes as long as the read models get on, as reading each customer and each customer's orders takes, and
     * each other wait a minute.
     */
    public static List<Finding> of(Shop shop, Ledger ledger) {
        return of(shop, ledger, Caller.PATIENCE);
    }

    /** @param patience the longest wait for what takes its time */
    static List<Finding> of(Shop shop, Ledger ledger, Duration patience) {
        try (Caller caller = new Caller(patience)) {
            Check check = new Check(shop, ledger, caller);
            check.repeatUnanswered();
            check.awaitReadModels();
            check.customersAndOrders();
            check.addedProducts();
            check.stock();
            return check.findings;
        }
    }

    private void repeatUnanswered() {
        List<Ledger.Unanswered> open = ledger.takeUnanswered();
        LongAdder refused = new LongAdder();
        Queue<String> silent = new ConcurrentLinkedQueue<>();
        caller.forEach(open.size(), each -> {
            Ledger.Unanswered command = open.get(each);
            Answer answer = caller.until(
                    last -> !silent.isEmpty() || (!last.maybeLater() && !last.notHeardYet()),
                    () -> caller.call(command.call()));
            if (answer.done()) {
                command.acknowledged().accept(answer.body());
            } else if (answer.maybeLater()) {
                silent.add(command.call().url());
            } else {
                refused.increment();
            }
        });
        if (!open.isEmpty() || ledger.forgotten() > 0) {
            findings.add(new Finding(
                    "commands without an answer, repeated by their keys",
                    silent.isEmpty() && ledger.forgotten() == 0,
                    open.size() + " repeated, " + (open.size() - silent.size() - refused.sum()) + " acknowledged, "
                            + refused + " refused"
                            + (silent.isEmpty()
                                    ? ""
                                    : ", " + silent.size() + " still without, such as " + silent.peek())
                            + (ledger.forgotten() == 0 ? "" : ", " + ledger.forgotten() + " too many to keep")));
        }
    }

    private void awaitReadModels() {
        long begin = System.nanoTime();
        Answer answer = caller.until(
                last -> last.done() && ReadModels.of(last.body()).behind() == 0,
                last -> last.done() ? ReadModels.of(last.body()).behind() : Long.MAX_VALUE,
                () -> caller.call(shop.projections()));
        ReadModels models = ReadModels.of(answer.body());
        findings.add(new Finding(
                "read models caught up",
                answer.done() && models.behind() == 0 && models.deadLetters() == 0,
                !answer.done()
                        ? "they could not be asked: " + answer
                        : String.format(
                                Locale.ROOT,
                                "after %.1f s, %d events behind, %d dead letters",
                                (System.nanoTime() - begin) / 1e9,
                                models.behind(),
                                models.deadLetters())));
    }

    private void customersAndOrders() {
        Orders.ByCustomer acknowledged = ledger.ordersByCustomer();
        Wrong customers = new Wrong();
        Wrong orders = new Wrong();
        AtomicInteger seen = new AtomicInteger();
        caller.forEach(ledger.customers(), each -> {
            String id = ledger.customer(each);
            Set<UUID> expected = acknowledged.of(each);
            List<JsonObject> found = settledOrders(orders, id, expected.size());
            seen.addAndGet(found.size());
            compare(orders, id, expected, found);
            compareProfile(customers, id, found);
        });
        findings.add(customers.finding("customers are there, with their totals", ledger.customers() + " customers"));
        findings.add(orders.finding(
                "acknowledged orders are there, each once, and settled",
                ledger.orders() + " acknowledged, " + seen + " found: " + new TreeMap<>(statuses)));
        if (!notAcknowledged.isEmpty()) {
            findings.add(new Finding(
                    "no order that nobody knows of",
                    false,
                    notAcknowledged.size() + " such as "
                            + notAcknowledged.iterator().next()));
        }
    }

    /**
     * A customer's orders when inventory has answered them all; nobody waits any more once something is wrong, or a shop that is
     * gone would be asked for hours.
     */
    private List<JsonObject> settledOrders(Wrong wrong, String customer, int expected) {
        return caller.until(
                orders -> wrong.any()
                        || (orders.size() >= expected
                                && orders.stream()
                                        .noneMatch(order ->
                                                order.getString("status", "").equals("PLACED"))),
                () -> allOrders(wrong, customer));
    }

    private List<JsonObject> allOrders(Wrong wrong, String customer) {
        List<JsonObject> all = new ArrayList<>();
        String next = "";
        do {
            Call call = shop.ordersOf(customer, PAGE, next);
            Answer page = caller.until(last -> wrong.any() || !last.maybeLater(), () -> caller.call(call));
            if (!page.done()) {
                wrong.add("orders of customer " + customer + " were answered " + page);
                return all;
            }
            all.addAll(page.items());
            String following = page.body().getString("next");
            next = following == null ? "" : following;
        } while (!next.isEmpty());
        return all;
    }

    private void compare(Wrong wrong, String customer, Set<UUID> expected, List<JsonObject> found) {
        Set<UUID> missing = new HashSet<>(expected);
        Set<UUID> met = new HashSet<>();
        for (JsonObject order : found) {
            UUID id = UUID.fromString(order.getString("id"));
            String status = order.getString("status", "");
            statuses.computeIfAbsent(status, absent -> new LongAdder()).increment();
            if (!met.add(id)) {
                wrong.add("order " + id + " of customer " + customer + " is listed twice");
            }
            if (!missing.remove(id) && !expected.contains(id)) {
                notAcknowledged.add(id);
            }
            if (!status.equals("CONFIRMED") && !status.equals("REJECTED")) {
                wrong.add("order " + id + " is " + status);
            }
            order.getJsonArray("lines", new JsonArray()).stream()
                    .map(JsonObject.class::cast)
                    .forEach(line -> units.computeIfAbsent(status, absent -> new ConcurrentHashMap<>())
                            .computeIfAbsent(line.getString("productId"), absent -> new LongAdder())
                            .add(line.getInteger("quantity")));
        }
        missing.forEach(id -> wrong.add("order " + id + " of customer " + customer + " is missing"));
    }

    private void compareProfile(Wrong wrong, String customer, List<JsonObject> orders) {
        long confirmed = orders.stream()
                .filter(order -> order.getString("status", "").equals("CONFIRMED"))
                .count();
        Answer profile = caller.until(
                last -> wrong.any()
                        || (last.body().getInteger("ordersPlaced", -1) == orders.size()
                                && last.body().getLong("ordersConfirmed", -1L) == confirmed),
                () -> caller.call(shop.customer(customer)));
        if (!profile.done()) {
            wrong.add("customer " + customer + " was answered " + profile);
        } else if (profile.body().getInteger("ordersPlaced", -1) != orders.size()
                || profile.body().getLong("ordersConfirmed", -1L) != confirmed) {
            wrong.add("customer " + customer + " has " + orders.size() + " orders, " + confirmed
                    + " confirmed, and its profile says " + profile.body().getInteger("ordersPlaced") + " and "
                    + profile.body().getLong("ordersConfirmed"));
        }
    }

    private void addedProducts() {
        if (ledger.addedProducts() > 0) {
            Wrong wrong = new Wrong();
            caller.forEach(ledger.addedProducts(), each -> {
                Call call = shop.product(ledger.addedProduct(each));
                Answer answer = caller.until(last -> wrong.any() || !last.maybeLater(), () -> caller.call(call));
                if (!answer.done()) {
                    wrong.add("product " + ledger.addedProduct(each) + " was answered " + answer);
                }
            });
            findings.add(wrong.finding("products that were added are there", ledger.addedProducts() + " products"));
        }
    }

    /** Counters are told by receipts only: so one more unit of each product is received. */
    private void stock() {
        Wrong wrong = new Wrong();
        LongAdder received = new LongAdder();
        LongAdder sold = new LongAdder();
        caller.forEach(ledger.stocked().size(), each -> {
            Product product = ledger.stocked().get(each);
            long units = units("CONFIRMED", product);
            long left = product.received() - units;
            JsonObject counters = caller.insist(shop.receive(product.id(), 1));
            ledger.received(product, 1);
            received.add(product.received());
            sold.add(units);
            long onHand = counters.getLong("onHand");
            long reserved = counters.getLong("reserved");
            if (onHand != product.received() || reserved != units) {
                wrong.add("product " + product.id() + " has " + onHand + " on hand and " + reserved + " reserved; "
                        + product.received() + " were received, and confirmed orders hold " + units);
            }
            if (left < 0) {
                wrong.add("product " + product.id() + " was sold more often than it was received, by " + -left);
            }
            if (left > 0 && units("REJECTED", product) > 0) {
                wrong.add("orders for product " + product.id() + " were rejected, and " + left + " are left");
            }
            compareProduct(wrong, product, units);
        });
        findings.add(wrong.finding(
                "stock adds up: received, reserved, available, sold",
                ledger.stocked().size() + " products, " + received + " received, " + sold + " in confirmed orders"));
    }

    private void compareProduct(Wrong wrong, Product product, long units) {
        long available = product.received() - units;
        Answer page = caller.until(
                last -> wrong.any()
                        || (last.body().getLong("available", -1L) == available
                                && last.body().getLong("unitsSold", -1L) == units),
                () -> caller.call(shop.product(product.id())));
        if (!page.done()
                || page.body().getLong("available", -1L) != available
                || page.body().getLong("unitsSold", -1L) != units) {
            wrong.add("product " + product.id() + " should show " + available + " available and " + units
                    + " sold; it was answered " + page);
        }
    }

    /** Units of a product in orders of a status. */
    private long units(String status, Product product) {
        LongAdder found = units.getOrDefault(status, Map.of()).get(product.id());
        return found == null ? 0 : found.sum();
    }

    /** What is not as it must be: how much of it, and a few examples. Thread-safe. */
    private static final class Wrong {

        private final Queue<String> examples = new ConcurrentLinkedQueue<>();
        private final AtomicLong count = new AtomicLong();

        void add(String what) {
            if (count.getAndIncrement() < SHOWN) {
                examples.add(what);
            }
        }

        boolean any() {
            return count.get() > 0;
        }

        Finding finding(String what, String detail) {
            return count.get() == 0
                    ? new Finding(what, true, detail)
                    : new Finding(what, false, detail + "; " + count + " wrong: " + String.join("; ", examples));
        }
    }
}
