package io.millrace.system.process;

import static org.awaitility.Awaitility.await;

import io.millrace.runtime.http.testing.RawHttp;
import io.millrace.system.check.Acknowledged;
import io.millrace.system.check.Sender;
import io.millrace.system.check.Sent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Callers at every service, one after the other each, who note whatever is not answered as it should be. Those of customers
 * may be told that it is away; they send what got no answer again until it gets one.
 */
final class Traffic {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Between two calls of a caller, on average: without it they would take the processor from a release that starts. */
    private static final long PAUSE_MILLIS = 150;

    private final Sender sender;
    private final RawHttp queries;
    private final List<String> products = new ArrayList<>();
    private final List<String> regulars = new ArrayList<>();
    private final List<String> registered = new CopyOnWriteArrayList<>();
    private final List<String> orders = new CopyOnWriteArrayList<>();
    private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<String> disturbances = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final List<Thread> callers = new ArrayList<>();
    private volatile boolean customersAway;
    private volatile boolean over;

    /** @param services a service's address, by its name */
    Traffic(UnaryOperator<String> services) {
        this.sender = new Sender(services);
        this.queries = new RawHttp(URI.create(services.apply("query")));
    }

    /**
     * Offers products, registers those who are going to order them, and waits until everybody's orders are taken.
     *
     * @param known who is a customer already; is not renamed
     */
    void open(String known) throws IOException {
        for (int i = 0; i < 5; i++) {
            String product = carryOut(product(i)).aggregateId();
            carryOut(receipt(product, 500));
            products.add(product);
        }
        for (int i = 0; i < 10; i++) {
            registered.add(carryOut(registration(i)).aggregateId());
        }
        regulars.addAll(registered);
        regulars.add(known);
        for (String customer : regulars) {
            acknowledged.add(await("an order of " + customer)
                    .atMost(PATIENCE)
                    .until(() -> sender.send(order(customer, products.get(0), 1)), Optional::isPresent)
                    .orElseThrow());
        }
    }

    void start() {
        call(
                "registering",
                random -> command(registration(random.nextInt(1000)))
                        .ifPresent(customer -> registered.add(customer.aggregateId())));
        call("renaming", random -> command(renaming(random)));
        call("ordering", this::order);
        call("ordering too", this::order);
        call("changing one's mind", random -> {
            if (!orders.isEmpty()) {
                command(step(any(orders, random), random.nextBoolean() ? "/cancellation" : "/shipment"));
            }
        });
        call("delivering", random -> command(receipt(any(products, random), 1 + random.nextInt(20))));
        call("repricing", random -> command(repricing(any(products, random), 100 + random.nextInt(1000))));
        call("asking", this::ask);
    }

    /** Returns when every caller has had the answer it waits for. */
    void stop() throws InterruptedException {
        over = true;
        for (Thread caller : callers) {
            caller.join(PATIENCE.toMillis());
        }
    }

    void customersAway(boolean away) {
        customersAway = away;
    }

    /** Whatever was not answered as it should be. */
    List<String> disturbances() {
        return List.copyOf(disturbances);
    }

    int ordersPlaced() {
        return orders.size();
    }

    int queriesAnswered() {
        return answered.get();
    }

    /** Customers who registered or were renamed, orders and receipts, in the order of their answers. */
    List<Acknowledged> acknowledged() {
        return List.copyOf(acknowledged);
    }

    private void call(String name, Consumer<Random> once) {
        Random random = new Random(name.hashCode());
        Thread caller = new Thread(
                () -> {
                    while (!over) {
                        try {
                            once.accept(random);
                            TimeUnit.MILLISECONDS.sleep(random.nextLong(2 * PAUSE_MILLIS));
                        } catch (RuntimeException | InterruptedException e) {
                            disturbances.add(name + " failed: " + e);
                            return;
                        }
                    }
                },
                name);
        callers.add(caller);
        caller.start();
    }

    private void order(Random random) {
        Sent sent = order(any(regulars, random), any(products, random), 1 + random.nextInt(4));
        command(sent)
                .ifPresentOrElse(
                        order -> orders.add(order.aggregateId()), () -> disturbances.add("refused: " + sent.body()));
    }

    private void ask(Random random) {
        List<String> questions = List.of(
                "/customers?limit=20",
                "/customers/" + any(regulars, random),
                "/customers/" + any(regulars, random) + "/orders",
                "/products?q=flour",
                "/products/" + any(products, random),
                "/sales/days",
                "/sales/products");
        String question = any(questions, random);
        RawHttp.Answer answer = queries.get(question);
        if (answer.status() == 200) {
            answered.incrementAndGet();
        } else {
            disturbances.add(question + " got " + answer.status() + " " + answer.body());
        }
    }

    /** What was acknowledged, after sending it as often as it takes; empty if it was refused. */
    private Optional<Acknowledged> command(Sent sent) {
        return await(sent.toString())
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> send(sent), answer -> true);
    }

    private Optional<Acknowledged> send(Sent sent) throws IOException {
        boolean away = customersAway;
        try {
            Optional<Acknowledged> answer = sender.send(sent);
            answer.ifPresent(acknowledged::add);
            return answer;
        } catch (IOException e) {
            if (!sent.service().equals("customers") || !(away || customersAway)) {
                disturbances.add("no answer: " + e);
            }
            throw e;
        }
    }

    private Acknowledged carryOut(Sent sent) throws IOException {
        Acknowledged answer = sender.send(sent).orElseThrow();
        acknowledged.add(answer);
        return answer;
    }

    private static Sent order(String customer, String product, int quantity) {
        JsonObject line = new JsonObject().put("productId", product).put("quantity", quantity);
        return command(
                "orders",
                "POST",
                "/orders",
                new JsonObject().put("customerId", customer).put("lines", new JsonArray().add(line)));
    }

    private static Sent product(int number) {
        JsonObject product = new JsonObject()
                .put("sku", UUID.randomUUID().toString())
                .put("title", "Flour No " + number)
                .put("category", "groceries")
                .put("price", price(349));
        return command("catalog", "POST", "/products", product);
    }

    private static Sent repricing(String product, int amount) {
        return command("catalog", "PUT", "/products/" + product + "/price", price(amount));
    }

    private static JsonObject price(int amount) {
        return new JsonObject().put("amount", amount).put("currency", "EUR");
    }

    private static Sent registration(int number) {
        return command(
                "customers",
                "POST",
                "/customers",
                new JsonObject()
                        .put("firstName", "Ada")
                        .put("lastName", "Miller " + number)
                        .put("email", UUID.randomUUID() + "@Example.com"));
    }

    /** Of those who registered before and after; also of those who order, whose orders show the name. */
    private Sent renaming(Random random) {
        JsonObject name = new JsonObject().put("firstName", "Eve").put("lastName", "Mason " + random.nextInt(1000));
        return command("customers", "PUT", "/customers/" + any(registered, random) + "/name", name);
    }

    private static Sent receipt(String product, int quantity) {
        return command(
                "inventory", "POST", "/stock/" + product + "/receipts", new JsonObject().put("quantity", quantity));
    }

    private static Sent step(String order, String to) {
        return command("orders", "POST", "/orders/" + order + to, new JsonObject());
    }

    private static Sent command(String service, String method, String path, @Nullable JsonObject body) {
        return new Sent(service, method, path, body, UUID.randomUUID().toString());
    }

    private static String any(List<String> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }
}
