package io.millrace.demo.story;

import io.millrace.contracts.Money;
import io.millrace.demo.smoke.Answer;
import io.millrace.demo.smoke.Client;
import io.millrace.demo.smoke.Commands;
import io.millrace.demo.smoke.Difference;
import io.millrace.demo.smoke.Endpoints;
import io.millrace.demo.smoke.Ledger;
import io.millrace.demo.smoke.NewProduct;
import io.millrace.demo.smoke.Patience;
import io.millrace.demo.smoke.SentCustomer;
import io.millrace.demo.smoke.SentOrder;
import io.millrace.demo.smoke.SentOrder.Item;
import io.millrace.demo.smoke.SentOrder.Status;
import io.millrace.demo.smoke.SentProduct;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Those who register, order, ship and ask all the time. A command that gets no answer is sent again, by its idempotency key,
 * until it gets one; the ledger holds what was acknowledged. Thread-safe.
 */
final class Shoppers implements AutoCloseable {

    /** Longer than any container takes to come back. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final int PRODUCTS = 5;
    private static final int REGULARS = 10;
    private static final int STOCK = 1_000_000;
    private static final int ORDERS_BEFORE_ONE_IS_SHIPPED = 50;

    private final Client client;
    private final Client asking = new Client();
    private final Endpoints at;
    private final Ledger ledger;
    private final Commands commands;
    private final List<SentCustomer> regulars = new ArrayList<>();
    private final List<SentProduct> products = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<SentOrder> toShip = new ConcurrentLinkedQueue<>();
    private final AtomicInteger ordered = new AtomicInteger();
    private final AtomicInteger registered = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicLong slowestOrder = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    Shoppers(Client client, Endpoints at, Ledger ledger) {
        this.client = client;
        this.at = at;
        this.ledger = ledger;
        this.commands = new Commands(client, at, ledger);
    }

    /** Products with stock, and customers whose orders are taken. */
    void open() {
        for (int i = 0; i < PRODUCTS; i++) {
            products.add(offer("Flour No " + i, new Money(349 + i, "EUR"), STOCK));
        }
        for (int i = 0; i < REGULARS; i++) {
            regulars.add(register("Grace", "Miller " + i));
        }
        regulars.forEach(customer -> place(customer, List.of(Item.of(products.get(0), 1))));
    }

    void start() {
        repeat("ordering", 120, this::order);
        repeat("ordering too", 120, this::order);
        repeat("shipping", 500, random -> ship());
        repeat("registering", 400, random -> {
            register("Ada", "Weir " + registered.incrementAndGet());
        });
        repeat("asking", 50, this::ask);
    }

    /** Orders acknowledged since the start. */
    int ordered() {
        return ordered.get();
    }

    /** Customers who have begun to register since the start. */
    int registered() {
        return registered.get();
    }

    /** Questions answered since the start. */
    int asked() {
        return asked.get();
    }

    /** The slowest order since this was last asked, in milliseconds. */
    long slowestOrder() {
        return slowestOrder.getAndSet(0);
    }

    /** Waits until so many more are ordered. */
    void awaitOrders(int more) {
        int wanted = ordered() + more;
        int seen = Patience.until(PATIENCE, now -> now >= wanted || !failures.isEmpty(), this::ordered);
        checkNothingFailed();
        if (seen < wanted) {
            throw new Difference(
                    "Orders acknowledged", more + " within " + PATIENCE.toSeconds() + " s", seen + more - wanted);
        }
    }

    void checkNothingFailed() {
        if (!failures.isEmpty()) {
            throw new Difference("What the shoppers met", "an answer to everything", failures.peek());
        }
    }

    SentProduct offer(String title, Money price, int stock) {
        NewProduct product = new NewProduct(
                "STORY-" + UUID.randomUUID().toString().substring(0, 13).toUpperCase(Locale.ROOT),
                title,
                "groceries",
                price,
                new JsonObject().put("grain", "spelt"));
        String key = UUID.randomUUID().toString();
        Answer answer = acknowledged(() -> client.post(at.catalog() + "/products", product.asCommand(), key(key)))
                .expect(201);
        SentProduct added = SentProduct.added(answer.body().getString("id"), product);
        ledger.add(added);
        receive(added, stock);
        return added;
    }

    private void receive(SentProduct product, int quantity) {
        String key = UUID.randomUUID().toString();
        acknowledged(() -> client.post(
                        at.inventory() + "/stock/" + product.id() + "/receipts",
                        new JsonObject().put("quantity", quantity),
                        key(key)))
                .expect(200);
        ledger.changeProduct(product.id(), before -> before.withReceived(quantity));
    }

    SentCustomer register(String firstName, String lastName) {
        String email = UUID.randomUUID() + "@example.com";
        String key = UUID.randomUUID().toString();
        JsonObject body = new JsonObject()
                .put("firstName", firstName)
                .put("lastName", lastName)
                .put("email", email);
        Answer answer = acknowledged(() -> client.post(at.customers() + "/customers", body, key(key)))
                .expect(201);
        SentCustomer customer = new SentCustomer(answer.body().getString("id"), firstName, lastName, email, false);
        ledger.add(customer);
        return customer;
    }

    /** Orders learns of customers and products a moment after their services have told. */
    SentOrder place(SentCustomer customer, List<Item> items) {
        String key = UUID.randomUUID().toString();
        long begin = System.nanoTime();
        Answer answer =
                acknowledged(() -> commands.tryPlace(customer, items, key(key))).expect(201);
        slowestOrder.accumulateAndGet((System.nanoTime() - begin) / 1_000_000, Math::max);
        SentOrder order = new SentOrder(answer.body().getString("id"), customer.id(), items, Status.PLACED);
        ledger.add(order);
        ordered.incrementAndGet();
        return order;
    }

    /** Sends it until it is answered; a refusal is an answer, too. */
    static Answer acknowledged(Supplier<Answer> command) {
        Throwable[] last = new Throwable[1];
        Answer answer = Patience.until(PATIENCE, Shoppers::isAnswer, () -> {
            try {
                return command.get();
            } catch (UncheckedIOException e) {
                last[0] = e;
                return new Answer(String.valueOf(e.getMessage()), 0, new JsonObject(), "", "");
            }
        });
        if (answer.status() == 0) {
            throw new Difference(answer.request(), "an answer within " + PATIENCE.toSeconds() + " s", last[0]);
        }
        return answer;
    }

    private static boolean isAnswer(Answer answer) {
        return answer.status() != 0
                && answer.status() < 500
                && !answer.isProblem("unknown-customer")
                && !answer.isProblem("unknown-product");
    }

    static String[] key(String key) {
        return new String[] {"Idempotency-Key", key};
    }

    private void order(Random random) {
        SentProduct first = products.get(random.nextInt(PRODUCTS));
        SentOrder order = place(regulars.get(random.nextInt(REGULARS)), List.of(Item.of(first, 1 + random.nextInt(5))));
        toShip.add(order);
    }

    private void ship() {
        if (toShip.size() > ORDERS_BEFORE_ONE_IS_SHIPPED) {
            shipped(toShip.remove());
        }
    }

    /** One that is not confirmed yet cannot be shipped. */
    boolean shipped(SentOrder order) {
        String key = UUID.randomUUID().toString();
        JsonObject body = new JsonObject().put("carrier", SentOrder.CARRIER);
        Answer answer =
                acknowledged(() -> client.post(at.orders() + "/orders/" + order.id() + "/shipment", body, key(key)));
        boolean shipped = answer.status() == 200;
        if (shipped) {
            ledger.changeOrder(order.id(), before -> before.with(Status.SHIPPED));
        } else {
            answer.expectProblem(409, "order-not-confirmed");
        }
        return shipped;
    }

    private void ask(Random random) {
        List<String> questions = List.of(
                "/customers?limit=20",
                "/customers/" + regulars.get(random.nextInt(REGULARS)).id() + "/orders?limit=5",
                "/products/" + products.get(random.nextInt(PRODUCTS)).id(),
                "/sales/products?limit=5");
        String question = questions.get(random.nextInt(questions.size()));
        // Only the store of the read models may take the answers with it, and gives them back.
        acknowledged(() -> asking.get(at.query() + question)).expect(200);
        asked.incrementAndGet();
    }

    private void repeat(String name, int pauseMillis, Consumer<Random> action) {
        Random random = new Random(name.hashCode());
        Thread thread = new Thread(
                () -> {
                    while (!over) {
                        try {
                            action.accept(random);
                        } catch (RuntimeException e) {
                            failures.add(name + ": " + e.getMessage());
                            return;
                        }
                        pause(pauseMillis);
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private static void pause(int millis) {
        new CompletableFuture<Void>()
                .completeOnTimeout(null, millis, TimeUnit.MILLISECONDS)
                .join();
    }

    /** Returns when everybody has had the answer they wait for. */
    @Override
    public void close() {
        over = true;
        try {
            for (Thread thread : threads) {
                thread.join(PATIENCE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
