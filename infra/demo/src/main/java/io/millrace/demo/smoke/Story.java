package io.millrace.demo.smoke;

import static io.millrace.demo.smoke.Difference.check;

import io.millrace.contracts.Money;
import io.millrace.demo.smoke.Commands.Ordered;
import io.millrace.demo.smoke.SentOrder.Item;
import io.millrace.demo.smoke.SentOrder.Status;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * What is played: customers come, change and go, products are added, stock arrives, 200 orders are placed at the same time,
 * some too large for the stock and some cancelled at once; later some are cancelled and some shipped, and products are
 * revised, repriced and discontinued. The last product is scarce.
 */
public final class Story implements AutoCloseable {

    private static final int CUSTOMERS = 20;
    private static final int STOCK = 10_000;
    private static final int SCARCE_STOCK = 25;
    private static final int SCARCE_ORDERS = 30;
    private static final int TOO_LARGE_ORDERS = 10;
    private static final int CANCELLED_AT_ONCE = 10;
    private static final int ORDINARY_ORDERS = 150;
    private static final int TOO_MANY = 1_000_000;
    private static final int AT_A_TIME = 8;

    private final Endpoints at;
    private final Report report;
    private final Client client = new Client();
    private final Ledger ledger = new Ledger();
    private final Commands commands;
    private final Random random = new Random(1);
    private final ExecutorService callers = Executors.newFixedThreadPool(AT_A_TIME);

    private Story(Endpoints at, PrintStream out) {
        this.at = at;
        this.report = new Report(out);
        this.commands = new Commands(client, at, ledger);
    }

    /**
     * Plays it against a system without customers, products, stock and orders.
     *
     * @throws Difference at the first thing that is not as it must be
     */
    public static void play(Endpoints at, PrintStream out) {
        try (Story story = new Story(at, out)) {
            story.customers();
            story.products();
            story.stock();
            story.orders();
            story.changes();
            story.catalogChanges();
            story.compare();
            story.compareStock();
        }
    }

    private void customers() {
        report.row("register customers", () -> {
            atTheSameTime(IntStream.range(0, CUSTOMERS)
                    .<Runnable>mapToObj(i -> () -> commands.register("Ada" + i, "Miller", "ada" + i + "@example.com"))
                    .toList());
            commands.tryRegister("Eve", "Miller", "ADA3@example.com").expectProblem(409, "email-taken");
            return CUSTOMERS + ", a taken e-mail refused";
        });
        report.row("rename one, close one", () -> {
            commands.rename(customer(1), "Grace", "Weir");
            commands.close(customer(CUSTOMERS - 1));
            List<Item> unknown = List.of(new Item(UUID.randomUUID().toString(), 1, new Money(1, "EUR")));
            Patience.until(
                            answer -> answer.isProblem("customer-closed"),
                            () -> commands.tryPlace(customer(CUSTOMERS - 1), unknown))
                    .expectProblem(422, "customer-closed");
            return "the closed one cannot order";
        });
    }

    private void products() {
        report.row("add products", () -> {
            NewProduct.ALL.forEach(commands::add);
            JsonObject again = NewProduct.ALL.get(0).asCommand();
            commands.tryAdd(again.put("sku", again.getString("sku").toLowerCase(Locale.ROOT)))
                    .expectProblem(409, "sku-taken");
            return NewProduct.ALL.size() + ", a taken SKU refused";
        });
    }

    private void stock() {
        report.row("receive stock", () -> {
            ledger.products().forEach(product -> {
                int units = product.equals(scarce()) ? SCARCE_STOCK : STOCK;
                commands.receive(product, units - 5);
                JsonObject counters = commands.receive(product, 5);
                check("Stock of " + product.title(), units, counters.getInteger("onHand"));
            });
            return ledger.products().size() + " products: " + STOCK + " each, " + SCARCE_STOCK + " of the last";
        });
    }

    private void orders() {
        report.row("repeat a command by its key", () -> {
            String[] key = {"Idempotency-Key", UUID.randomUUID().toString()};
            List<Item> items = List.of(Item.of(product(0), 1));
            // Makes sure that customer and product are known before the key is used.
            commands.place(customer(0), items);
            String id = commands.tryPlace(customer(0), items, key)
                    .expect(201)
                    .body()
                    .getString("id");
            ledger.add(new SentOrder(id, customer(0).id(), items, Status.PLACED));
            check(
                    "The same again",
                    id,
                    commands.tryPlace(customer(0), items, key)
                            .expect(201)
                            .body()
                            .getString("id"));
            commands.tryPlace(customer(1), items, key).expectProblem(422, "idempotency-key-reused");
            return "the same answer, no second order";
        });
        report.row("place 200 orders", () -> {
            atTheSameTime(IntStream.range(0, 200).mapToObj(this::orderNumber).toList());
            return "placed by " + AT_A_TIME + " callers at a time";
        });
        report.row("wait for inventory's answers", this::outcomes);
    }

    /** What the n-th order is like, whatever else happens at the same time. */
    private Runnable orderNumber(int n) {
        SentCustomer customer = customer(random.nextInt(CUSTOMERS - 1));
        SentProduct first = product(random.nextInt(NewProduct.ALL.size() - 1));
        SentProduct second = product(random.nextInt(NewProduct.ALL.size() - 1));
        int quantity = 1 + random.nextInt(5);
        if (n < SCARCE_ORDERS) {
            return () -> commands.place(customer, List.of(Item.of(scarce(), 1), Item.of(first, quantity)));
        } else if (n < SCARCE_ORDERS + TOO_LARGE_ORDERS) {
            return () -> commands.place(customer, List.of(Item.of(first, TOO_MANY)));
        } else if (n < SCARCE_ORDERS + TOO_LARGE_ORDERS + CANCELLED_AT_ONCE) {
            return () -> commands.cancel(commands.place(customer, List.of(Item.of(first, quantity))));
        }
        return first.equals(second)
                ? () -> commands.place(customer, List.of(Item.of(first, quantity)))
                : () -> commands.place(customer, List.of(Item.of(first, quantity), Item.of(second, 1)));
    }

    private void awaitAnswers() {
        ledger.ordersThatAre(Status.PLACED).forEach(order -> {
            String status = Patience.until(
                    last -> !last.equals("PLACED"),
                    () -> client.get(at.query() + "/orders/" + order.id())
                            .expect(200)
                            .body()
                            .getString("status"));
            ledger.changeOrder(order.id(), before -> before.with(Status.valueOf(status)));
        });
        client.rememberHeads(at.query() + "/projections/order-history");
    }

    private String outcomes() {
        awaitAnswers();
        long confirmed = ledger.ordersThatAre(Status.CONFIRMED).size();
        check(
                "Orders of the scarce product that are confirmed",
                SCARCE_STOCK,
                ledger.units(scarce(), Status.CONFIRMED));
        check("Orders that are confirmed", ORDINARY_ORDERS + SCARCE_STOCK + 2L, confirmed);
        check(
                "Orders that are rejected",
                SCARCE_ORDERS - SCARCE_STOCK + TOO_LARGE_ORDERS,
                ledger.ordersThatAre(Status.REJECTED).size());
        return confirmed + " confirmed, "
                + ledger.ordersThatAre(Status.REJECTED).size() + " rejected, "
                + ledger.ordersThatAre(Status.CANCELLED).size() + " cancelled before";
    }

    private void changes() {
        report.row("cancel 20, ship 60", () -> {
            List<SentOrder> confirmed = ledger.ordersThatAre(Status.CONFIRMED);
            atTheSameTime(IntStream.range(0, 80)
                    .<Runnable>mapToObj(i -> () -> {
                        if (i < 20) {
                            commands.cancel(confirmed.get(i));
                        } else {
                            commands.ship(confirmed.get(i));
                        }
                    })
                    .toList());
            commands.tryShip(ledger.ordersThatAre(Status.REJECTED).get(0)).expectProblem(409, "order-not-confirmed");
            commands.tryCancel(ledger.ordersThatAre(Status.SHIPPED).get(0)).expectProblem(409, "order-not-cancellable");
            return "refused: shipping a rejected, cancelling a shipped one";
        });
        report.row("rename two, change an e-mail", () -> {
            commands.rename(customer(2), "Edsger", "Sluice");
            commands.rename(customer(1), "Grace", "Penstock");
            commands.changeEmail(customer(3), "three@example.com");
            return "with orders that show the names";
        });
    }

    private void catalogChanges() {
        report.row("revise two products", () -> {
            commands.revise(product(0), "Stone-ground flour, 2 kg", "Flour of spelt, ground slowly.");
            commands.revise(product(1), "Rye loaf", "");
            return "with orders that show the titles";
        });
        report.row("reprice a product", () -> {
            Money price = new Money(11900, "EUR");
            commands.reprice(product(2), price);
            Ordered ordered =
                    commands.placeUntil(last -> last.paid().equals(price.times(2)), customer(0), product(2), 2);
            check(
                    "What a later order costs",
                    price.times(2),
                    ordered.last().expect(201).paid());
            return "the new price after " + ordered.placed() + " orders";
        });
        report.row("discontinue a product", () -> {
            commands.discontinue(product(3));
            Ordered ordered =
                    commands.placeUntil(last -> last.isProblem("product-discontinued"), customer(0), product(3), 1);
            ordered.last().expectProblem(422, "product-discontinued");
            awaitAnswers();
            return "it cannot be ordered";
        });
    }

    private void compare() {
        ReadModels models = new ReadModels(client, ledger, at.query());
        report.row("customer profiles", models::profiles);
        report.row("customer lists", models::pages);
        report.row("order histories", models::histories);
        report.row("order histories by status", models::rejected);
        report.row("entity tags", models::unchanged);
        report.row("sales by day", models::salesByDay);
        report.row("best sellers", models::bestSellers);
        report.row("projections", models::projections);
    }

    /** Counters are told by receipts only: one more unit is received with each look, by which pages are up to date, too. */
    private void compareStock() {
        report.row("stock adds up", () -> {
            Stock stock = new Stock(commands, ledger);
            ledger.products().forEach(stock::addsUp);
            return "reserved is what confirmed orders hold";
        });
        ReadModels models = new ReadModels(client, ledger, at.query());
        report.row("product pages", models::productPages);
        report.row("product search", models::search);
    }

    private SentProduct product(int index) {
        return ledger.products().get(index);
    }

    private SentProduct scarce() {
        return product(NewProduct.ALL.size() - 1);
    }

    private SentCustomer customer(int index) {
        return ledger.customers().get(index);
    }

    private void atTheSameTime(List<Runnable> actions) {
        CompletableFuture<?>[] all = actions.stream()
                .map(action -> CompletableFuture.runAsync(action, callers))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(all).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof Difference difference ? difference : e;
        }
    }

    @Override
    public void close() {
        callers.shutdownNow();
    }
}
