package io.millrace.system.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.millrace.system.check.Acknowledged;
import io.millrace.system.check.Sender;
import io.millrace.system.check.Sent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Uses everything there is in a town and holds it to what must go on whatever is dead: a service that lives with its own
 * store takes every command and shows it as soon as the news can travel; one that does not says so. One request after the
 * other, but for those that are made in vain. Not thread-safe.
 */
final class Visitor {

    private static final Duration SETTLE = Duration.ofSeconds(60);
    private static final int KNOWN = 3;

    private final Sender sender;
    private final Questions questions;
    private final Random random;
    private final List<String> customers = new ArrayList<>();
    private final List<String> products = new ArrayList<>();
    private final List<String> orders = new ArrayList<>();
    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private final List<Sent> unanswered = new ArrayList<>();
    private final List<Runnable> inVain = new ArrayList<>();
    private final Executor threads = task -> new Thread(task, "visitor").start();

    Visitor(Town town, Random random) {
        this.sender = new Sender(town::address);
        this.questions = new Questions(town.address("query"));
        this.random = random;
    }

    /** Makes customers and products that orders has heard of and the read models show, when all is well. */
    void settle() throws IOException {
        for (int i = 0; i < KNOWN; i++) {
            customers.add(shown(Part.CUSTOMERS, register()));
            Questions.Answer orders = questions.after(
                    acknowledged.get(acknowledged.size() - 1).token(), "/customers/" + customers.get(i) + "/orders");
            assertThat(orders.status()).as(orders.body()).isEqualTo(200);
            products.add(shown(Part.CATALOG, addProduct()));
            shown(Part.INVENTORY, receive(products.get(i), 1_000_000));
        }
        for (String customer : customers) {
            for (String product : products) {
                Sent order = place(customer, product);
                await("orders has heard of everybody")
                        .atMost(SETTLE)
                        .until(() -> sender.send(order).isPresent());
            }
        }
    }

    private String shown(Part service, Sent sent) throws IOException {
        return command(service, sent, null).orElseThrow().aggregateId();
    }

    /** One of everything. */
    void round(@Nullable Part dead) throws IOException {
        command(Part.CUSTOMERS, register(), dead);
        command(Part.CUSTOMERS, rename(any(customers)), dead);
        command(Part.CATALOG, addProduct(), dead);
        command(Part.CATALOG, revise(any(products)), dead);
        command(Part.CATALOG, reprice(any(products)), dead);
        command(Part.INVENTORY, receive(any(products), 10), dead);
        command(Part.ORDERS, place(any(customers), any(products)), dead).ifPresent(placed -> {
            orders.add(placed.aggregateId());
            if (dead != null && dead.stops(Part.INVENTORY)) {
                assertThat(questions
                                .after(placed.token(), "/orders/" + placed.aggregateId())
                                .json()
                                .getString("status"))
                        .as("an order waits for inventory")
                        .isEqualTo("PLACED");
            }
        });
        if (!orders.isEmpty() && random.nextBoolean()) {
            command(Part.ORDERS, cancel(orders.remove(0)), dead);
        }
        questions(dead);
        tryInVain();
    }

    private Optional<Acknowledged> command(Part service, Sent sent, @Nullable Part dead) throws IOException {
        if (dead != null && dead.stops(service)) {
            inVain.add(() -> assertNotAnswered(service, sent, dead));
            unanswered.add(sent);
            return Optional.empty();
        }
        Acknowledged answer = acknowledged(sent);
        if (dead == Part.BROKER) {
            Questions.Answer behind = questions.at(answer.token(), "/sales/days");
            if (service == Part.ORDERS) {
                assertThat(behind.status()).as(behind.body()).isEqualTo(503);
                assertThat(behind.json().getString("type")).isEqualTo("urn:millrace:problem:read-model-behind");
            }
        } else if (dead == null || !dead.stopsNewsOf(service)) {
            Questions.Answer shown = questions.after(answer.token(), page(service, answer));
            assertThat(shown.status())
                    .as("%s shown while %s is dead: %s", sent, dead, shown.body())
                    .isEqualTo(200);
        }
        return Optional.of(answer);
    }

    private void assertNotAnswered(Part service, Sent sent, Part dead) {
        Throwable failure = catchThrowable(() -> sender.send(sent));
        assertThat(failure).as("%s while %s is dead", sent, dead).isInstanceOf(IOException.class);
        if (dead != service) {
            assertThat(failure).hasMessageMatching("(?s).* got 503 .*(store-unavailable|outcome-unknown|timeout).*");
        }
    }

    /** What will not be answered takes its time to say so, which is the same for all that ask at the same time. */
    private void tryInVain() {
        List<CompletableFuture<Void>> tries = inVain.stream()
                .map(attempt -> CompletableFuture.runAsync(attempt, threads))
                .toList();
        inVain.clear();
        tries.forEach(CompletableFuture::join);
    }

    private static String page(Part service, Acknowledged answer) {
        String pages = service == Part.INVENTORY || service == Part.CATALOG ? "products" : service.service();
        return "/" + pages + "/" + answer.aggregateId();
    }

    private Acknowledged acknowledged(Sent sent) throws IOException {
        Acknowledged answer = sender.send(sent).orElseThrow(() -> new AssertionError(sent + " was refused"));
        acknowledged.add(answer);
        return answer;
    }

    private void questions(@Nullable Part dead) {
        List<String> pages = List.of(
                "/customers/" + any(customers),
                "/customers/" + any(customers) + "/orders",
                "/products/" + any(products),
                "/products?q=thing",
                "/sales/days",
                "/sales/products",
                "/projections");
        for (String page : pages) {
            if (dead == Part.QUERY) {
                assertThat(catchThrowable(() -> questions.now(page))).isInstanceOf(UncheckedIOException.class);
            } else if (dead == Part.QUERY_STORE && !page.equals("/projections")) {
                inVain.add(() -> assertAnswered(503, page, dead));
            } else {
                assertAnswered(200, page, dead);
            }
        }
    }

    private void assertAnswered(int status, String page, @Nullable Part dead) {
        Questions.Answer answer = questions.now(page);
        assertThat(answer.status())
                .as("%s while %s is dead: %s", page, dead, answer.body())
                .isEqualTo(status);
    }

    /** What was not answered is sent again with its key, twice: it is carried out once. */
    void repeatUnanswered() throws IOException {
        for (Sent sent : unanswered) {
            Acknowledged first = acknowledged(sent);
            assertThat(acknowledged(sent).body()).isEqualTo(first.body());
        }
        unanswered.clear();
    }

    /** What was promised since the last call. */
    List<Acknowledged> takeAcknowledged() {
        List<Acknowledged> taken = List.copyOf(acknowledged);
        acknowledged.clear();
        return taken;
    }

    private Sent register() {
        JsonObject body = name().put("email", UUID.randomUUID() + "@example.org");
        return command(Part.CUSTOMERS, "POST", "/customers", body);
    }

    private Sent rename(String customer) {
        return command(Part.CUSTOMERS, "PUT", "/customers/" + customer + "/name", name());
    }

    private JsonObject name() {
        return new JsonObject().put("firstName", "Ada").put("lastName", "Miller " + random.nextInt(1_000_000));
    }

    private Sent addProduct() {
        return command(
                Part.CATALOG,
                "POST",
                "/products",
                details().put("sku", UUID.randomUUID().toString()).put("price", price()));
    }

    private Sent revise(String product) {
        return command(Part.CATALOG, "PUT", "/products/" + product + "/details", details());
    }

    private JsonObject details() {
        return new JsonObject()
                .put("title", "Thing " + random.nextInt(1_000_000))
                .put("category", "things")
                .put("attributes", new JsonObject().put("colour", "blue"));
    }

    private Sent reprice(String product) {
        return command(Part.CATALOG, "PUT", "/products/" + product + "/price", price());
    }

    private JsonObject price() {
        return new JsonObject().put("amount", 100 + random.nextInt(10_000)).put("currency", "EUR");
    }

    private static Sent receive(String product, int quantity) {
        JsonObject body = new JsonObject().put("quantity", quantity);
        return command(Part.INVENTORY, "POST", "/stock/" + product + "/receipts", body);
    }

    private static Sent place(String customer, String product) {
        JsonArray lines =
                new JsonArray().add(new JsonObject().put("productId", product).put("quantity", 1));
        return command(
                Part.ORDERS,
                "POST",
                "/orders",
                new JsonObject().put("customerId", customer).put("lines", lines));
    }

    private static Sent cancel(String order) {
        return command(Part.ORDERS, "POST", "/orders/" + order + "/cancellation", new JsonObject());
    }

    private static Sent command(Part service, String method, String path, JsonObject body) {
        return new Sent(service.service(), method, path, body, UUID.randomUUID().toString());
    }

    private String any(List<String> ids) {
        return ids.get(random.nextInt(ids.size()));
    }
}
