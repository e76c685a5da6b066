package io.millrace.system.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.system.check.Acknowledged;
import io.millrace.system.check.Sender;
import io.millrace.system.check.Sent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Callers who send commands of every kind, one after the other each, whatever breaks. What gets no answer is sent again with
 * its key until it gets one; every acknowledgement is remembered.
 */
final class Crowd {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long PAUSE_MILLIS = 20;
    private static final long RETRY_MILLIS = 200;

    private final Sender sender;
    private final List<String> customers = new CopyOnWriteArrayList<>();
    private final List<String> products = new CopyOnWriteArrayList<>();
    private final List<String> orders = new CopyOnWriteArrayList<>();
    private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final AtomicLong again = new AtomicLong();
    private final List<Thread> callers = new ArrayList<>();
    private volatile boolean over;

    Crowd(Town town) {
        this.sender = new Sender(town::address);
    }

    /** Some customers and products that orders knows, and then the callers. */
    void start(int callerCount, long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < 3; i++) {
            customers.add(once(register(random)).orElseThrow().aggregateId());
            products.add(once(addProduct(random)).orElseThrow().aggregateId());
            once(receive(products.get(i), 5));
        }
        for (String customer : customers) {
            for (String product : products) {
                Sent order = place(customer, product);
                await("orders has heard of everybody")
                        .atMost(PATIENCE)
                        .until(() -> once(order).isPresent());
            }
        }
        for (int i = 0; i < callerCount; i++) {
            Random own = new Random(random.nextLong());
            Thread caller = new Thread(() -> call(own), "caller " + i);
            caller.setDaemon(true);
            callers.add(caller);
            caller.start();
        }
    }

    private void call(Random random) {
        try {
            while (!over) {
                Sent next = any(random);
                send(next).ifPresent(answer -> note(next, answer));
                TimeUnit.MILLISECONDS.sleep(random.nextLong(2 * PAUSE_MILLIS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (AssertionError e) {
            complaints.add(e.getMessage());
        }
    }

    private void note(Sent sent, Acknowledged answer) {
        switch (sent.path()) {
            case "/customers" -> customers.add(answer.aggregateId());
            case "/products" -> products.add(answer.aggregateId());
            case "/orders" -> orders.add(answer.aggregateId());
            default -> {}
        }
    }

    private Optional<Acknowledged> once(Sent sent) throws IOException {
        Optional<Acknowledged> answer = sender.send(sent);
        answer.ifPresent(acknowledged::add);
        return answer;
    }

    private Optional<Acknowledged> send(Sent sent) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try {
                return once(sent);
            } catch (IOException e) {
                again.incrementAndGet();
                TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            }
        }
        throw new AssertionError(sent + " got no answer within " + PATIENCE);
    }

    /** Returns when every command under way is answered. */
    void stop() throws InterruptedException {
        over = true;
        for (Thread caller : callers) {
            caller.join(PATIENCE.toMillis() + 30_000);
            assertThat(caller.isAlive()).as(caller.getName()).isFalse();
        }
        assertThat(complaints).isEmpty();
    }

    Collection<Acknowledged> acknowledged() {
        return acknowledged;
    }

    /** How often a command was sent again. */
    long again() {
        return again.get();
    }

    private Sent any(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> register(random);
            case 1 -> command("customers", "PUT", "/customers/" + one(customers, random) + "/name", name(random));
            case 2 -> addProduct(random);
            case 3 -> command("catalog", "PUT", "/products/" + one(products, random) + "/price", price(random));
            case 4 -> command("catalog", "PUT", "/products/" + one(products, random) + "/details", details(random));
            case 5, 6 -> receive(one(products, random), 1 + random.nextInt(5));
            case 7 ->
                orders.isEmpty()
                        ? register(random)
                        : command(
                                "orders", "POST", "/orders/" + one(orders, random) + "/cancellation", new JsonObject());
            case 8 ->
                orders.isEmpty()
                        ? addProduct(random)
                        : command("orders", "POST", "/orders/" + one(orders, random) + "/shipment", new JsonObject());
            default -> place(one(customers, random), one(products, random));
        };
    }

    private static Sent register(Random random) {
        return command(
                "customers", "POST", "/customers", name(random).put("email", UUID.randomUUID() + "@example.org"));
    }

    private static JsonObject name(Random random) {
        return new JsonObject().put("firstName", "Ada").put("lastName", "Miller " + random.nextInt(1_000_000));
    }

    private static Sent addProduct(Random random) {
        return command(
                "catalog",
                "POST",
                "/products",
                details(random).put("sku", UUID.randomUUID().toString()).put("price", price(random)));
    }

    private static JsonObject details(Random random) {
        return new JsonObject()
                .put("title", "Thing " + random.nextInt(1_000_000))
                .put("category", "things");
    }

    private static JsonObject price(Random random) {
        return new JsonObject().put("amount", 100 + random.nextInt(10_000)).put("currency", "EUR");
    }

    private static Sent receive(String product, int quantity) {
        return command(
                "inventory", "POST", "/stock/" + product + "/receipts", new JsonObject().put("quantity", quantity));
    }

    private static Sent place(String customer, String product) {
        JsonObject line = new JsonObject().put("productId", product).put("quantity", 1);
        return command(
                "orders",
                "POST",
                "/orders",
                new JsonObject().put("customerId", customer).put("lines", new JsonArray().add(line)));
    }

    private static Sent command(String service, String method, String path, JsonObject body) {
        return new Sent(service, method, path, body, UUID.randomUUID().toString());
    }

    private static String one(List<String> ids, Random random) {
        return ids.get(random.nextInt(ids.size()));
    }
}
