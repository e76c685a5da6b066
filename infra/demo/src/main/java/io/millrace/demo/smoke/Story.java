package io.millrace.demo.smoke;

import static io.millrace.demo.smoke.Difference.check;

import io.millrace.demo.smoke.SentOrder.Item;
import io.millrace.demo.smoke.SentOrder.Status;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * What is played: customers come, change and go, stock arrives, 200 orders are placed at the same time, some too large for
 * the stock and some cancelled at once; later some are cancelled and some shipped. The last product is scarce.
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
    private final List<Product> products;
    private final Report report;
    private final Client client = new Client();
    private final Ledger ledger = new Ledger();
    private final Commands commands;
    private final Random random = new Random(1);
    private final ExecutorService callers = Executors.newFixedThreadPool(AT_A_TIME);

    private Story(Endpoints at, List<Product> products, PrintStream out) {
        this.at = at;
        this.products = products;
        this.report = new Report(out);
        this.commands = new Commands(client, at, ledger);
    }

    /**
     * Plays it against a system without customers, stock and orders.
     *
     * @throws Difference at the first thing that is not as it must be
     */
    public static void play(Endpoints at, List<Product> products, PrintStream out) {
        try (Story story = new Story(at, products, out)) {
            story.customers();
            story.stock();
            story.orders();
            story.changes();
            story.compare();
            story.stockAddsUp();
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
            List<Item> unknown = List.of(new Item(
                    new Product(
                            UUID.randomUUID().toString(), "", products.get(0).price()),
                    1));
            Patience.until(
                            answer -> answer.isProblem("customer-closed"),
                            () -> commands.tryPlace(customer(CUSTOMERS - 1), unknown))
                    .expectProblem(422, "customer-closed");
            return "the closed one cannot order";
        });
    }

    private void stock() {
        report.row("receive stock", () -> {
            products.forEach(product -> {
                commands.receive(product, received(product) - 5);
                JsonObject counters = commands.receive(product, 5);
                check("Stock of " + product.title(), received(product), counters.getInteger("onHand"));
            });
            return products.size() + " products: " + STOCK + " each, " + SCARCE_STOCK + " of the last";
        });
    }

    private int received(Product product) {
        return product.equals(scarce()) ? SCARCE_STOCK : STOCK;
    }

    private void orders() {
        report.row("repeat a command by its key", () -> {
            String[] key = {"Idempotency-Key", UUID.randomUUID().toString()};
            List<Item> items = List.of(new Item(products.get(0), 1));
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
        Product first = products.get(random.nextInt(products.size() - 1));
        Product second = products.get(random.nextInt(products.size() - 1));
        int quantity = 1 + random.nextInt(5);
        if (n < SCARCE_ORDERS) {
            return () -> commands.place(customer, List.of(new Item(scarce(), 1), new Item(first, quantity)));
        } else if (n < SCARCE_ORDERS + TOO_LARGE_ORDERS) {
            return () -> commands.place(customer, List.of(new Item(first, TOO_MANY)));
        } else if (n < SCARCE_ORDERS + TOO_LARGE_ORDERS + CANCELLED_AT_ONCE) {
            return () -> commands.cancel(commands.place(customer, List.of(new Item(first, quantity))));
        }
        return first.equals(second)
                ? () -> commands.place(customer, List.of(new Item(first, quantity)))
                : () -> commands.place(customer, List.of(new Item(first, quantity), new Item(second, 1)));
    }

    private String outcomes() {
        ledger.ordersThatAre(Status.PLACED).forEach(order -> {
            String status = Patience.until(
                    last -> !last.equals("PLACED"),
                    () -> client.get(at.query() + "/orders/" + order.id())
                            .expect(200)
                            .body()
                            .getString("status"));
            ledger.changeOrder(order.id(), before -> before.with(Status.valueOf(status)));
        });
        long confirmed = ledger.ordersThatAre(Status.CONFIRMED).size();
        check(
                "Orders of the scarce product that are confirmed",
                SCARCE_STOCK,
                ledger.ordersThatAre(Status.CONFIRMED).stream()
                        .mapToInt(order -> order.units(scarce()))
                        .sum());
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

    private void compare() {
        ReadModels models = new ReadModels(client, ledger, at.query());
        report.row("customer profiles", models::profiles);
        report.row("customer lists", models::pages);
        report.row("order histories", models::histories);
        report.row("order histories by status", models::rejected);
        report.row("entity tags", models::unchanged);
        report.row("sales by day", models::salesByDay);
        report.row("best sellers", () -> models.bestSellers(products));
        report.row("projections", models::projections);
    }

    /** Counters are told by receipts only: one more unit is received with each look. */
    private void stockAddsUp() {
        report.row("stock adds up", () -> {
            products.forEach(this::stockAddsUp);
            return "reserved is what confirmed orders hold";
        });
    }

    private void stockAddsUp(Product product) {
        int reserved = ledger.ordersThatAre(Status.CONFIRMED).stream()
                .mapToInt(order -> order.units(product))
                .sum();
        int shipped = ledger.ordersThatAre(Status.SHIPPED).stream()
                .mapToInt(order -> order.units(product))
                .sum();
        int[] looks = {0};
        JsonObject counters = Patience.until(
                seen -> seen.getInteger("reserved") == reserved
                        && seen.getInteger("onHand") == received(product) - shipped + looks[0],
                () -> {
                    looks[0]++;
                    return commands.receive(product, 1);
                });
        check(
                "Stock of " + product.title(),
                (received(product) - shipped + looks[0]) + " on hand, " + reserved + " reserved",
                counters.getInteger("onHand") + " on hand, " + counters.getInteger("reserved") + " reserved");
    }

    private Product scarce() {
        return products.get(products.size() - 1);
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
