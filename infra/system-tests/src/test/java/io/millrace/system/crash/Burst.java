package io.millrace.system.crash;

import io.millrace.system.check.Acknowledged;
import io.millrace.system.check.Sender;
import io.millrace.system.check.Sent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Several callers who send random commands, one after the other, until nobody answers any more. */
final class Burst {

    private static final int CALLERS = 6;

    private final List<String> products = new CopyOnWriteArrayList<>();
    private final List<String> customers = new CopyOnWriteArrayList<>();
    private final List<String> orders = new CopyOnWriteArrayList<>();
    private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<Sent> unanswered = new ConcurrentLinkedQueue<>();
    private final List<Thread> callers = new ArrayList<>();
    private volatile boolean killed;

    void start(ForkedDemo demo, Random random) {
        killed = false;
        callers.clear();
        Sender sender = new Sender(demo::address);
        for (int i = 0; i < CALLERS; i++) {
            Random own = new Random(random.nextLong());
            Thread caller = new Thread(() -> call(sender, own), "caller-" + i);
            callers.add(caller);
            caller.start();
        }
    }

    /** To be called before the demo is killed. */
    void expectKill() {
        killed = true;
    }

    void await() throws InterruptedException {
        for (Thread caller : callers) {
            caller.join(30_000);
        }
    }

    List<Acknowledged> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /** Commands that got no answer, each handed out once. */
    List<Sent> takeUnanswered() {
        List<Sent> taken = List.copyOf(unanswered);
        unanswered.clear();
        return taken;
    }

    void note(Acknowledged answer) {
        acknowledged.add(answer);
        if (answer.sent().path().equals("/customers")) {
            customers.add(answer.aggregateId());
        } else if (answer.sent().path().equals("/products")) {
            products.add(answer.aggregateId());
        } else if (answer.sent().path().equals("/orders")) {
            orders.add(answer.aggregateId());
        }
    }

    /** Until nobody answers; that this happens only by the kill is for the test to check. */
    private void call(Sender sender, Random random) {
        while (true) {
            Sent command = next(random);
            try {
                Optional<Acknowledged> answer = sender.send(command);
                answer.ifPresent(this::note);
            } catch (IOException e) {
                unanswered.add(command);
                if (!killed) {
                    System.out.println("A command failed before the kill: " + e);
                }
                return;
            }
        }
    }

    private Sent next(Random random) {
        int choice = random.nextInt(100);
        if (choice < 10 || customers.isEmpty()) {
            return command(
                    "customers", "POST", "/customers", name(random).put("email", UUID.randomUUID() + "@example.com"));
        } else if (choice < 13 || products.isEmpty()) {
            return command("catalog", "POST", "/products", product(random));
        } else if (choice < 24) {
            return change(choice, random);
        } else if (choice < 34) {
            JsonObject receipt = new JsonObject().put("quantity", 1 + random.nextInt(60));
            return command("inventory", "POST", "/stock/" + any(products, random) + "/receipts", receipt);
        } else if (choice < 80 || orders.isEmpty()) {
            return command("orders", "POST", "/orders", order(random));
        } else if (choice < 90) {
            return command("orders", "POST", "/orders/" + any(orders, random) + "/cancellation", new JsonObject());
        }
        return command("orders", "POST", "/orders/" + any(orders, random) + "/shipment", new JsonObject());
    }

    private Sent change(int choice, Random random) {
        String product = "/products/" + any(products, random);
        if (choice < 17) {
            return command("customers", "PUT", "/customers/" + any(customers, random) + "/name", name(random));
        } else if (choice < 18) {
            return command("customers", "DELETE", "/customers/" + any(customers, random), null);
        } else if (choice < 21) {
            return command("catalog", "PUT", product + "/details", details(random));
        } else if (choice < 23) {
            return command("catalog", "PUT", product + "/price", price(random));
        }
        return random.nextInt(4) > 0
                ? command("catalog", "PUT", product + "/price", price(random))
                : command("catalog", "DELETE", product, null);
    }

    private static JsonObject product(Random random) {
        return details(random).put("sku", UUID.randomUUID().toString()).put("price", price(random));
    }

    private static JsonObject details(Random random) {
        return new JsonObject()
                .put("title", "Flour No " + random.nextInt(1000))
                .put("category", "groceries")
                .put(
                        "attributes",
                        new JsonObject().put("$ash", random.nextDouble()).put("a.b", random.nextInt(10)));
    }

    private static JsonObject price(Random random) {
        return new JsonObject().put("amount", 100 + random.nextInt(1000)).put("currency", "EUR");
    }

    private static Sent command(String service, String method, String path, @Nullable JsonObject body) {
        return new Sent(service, method, path, body, UUID.randomUUID().toString());
    }

    private JsonObject order(Random random) {
        JsonArray lines = new JsonArray();
        for (int i = 0; i <= random.nextInt(3); i++) {
            lines.add(new JsonObject().put("productId", any(products, random)).put("quantity", 1 + random.nextInt(5)));
        }
        return new JsonObject().put("customerId", any(customers, random)).put("lines", lines);
    }

    private static JsonObject name(Random random) {
        return new JsonObject().put("firstName", "Ada").put("lastName", "Miller " + random.nextInt(1000));
    }

    private static String any(List<String> ids, Random random) {
        return ids.get(random.nextInt(ids.size()));
    }
}
