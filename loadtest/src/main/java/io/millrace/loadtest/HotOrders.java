package io.millrace.loadtest;

import static io.millrace.loadtest.Benchmark.CALLERS;
import static io.millrace.loadtest.Benchmark.await;

import io.millrace.loadtest.shop.ReadModels;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Orders of one product, by some customers, placed over HTTP; there are some at once. */
final class HotOrders implements AutoCloseable {

    private static final String HEAD = "SELECT sum(position)::bigint FROM journal_head";
    private static final String FOLLOWED =
            "SELECT coalesce(sum(position), 0)::bigint FROM subscription_checkpoint WHERE subscription = '%s'";

    private static final int CUSTOMERS = 100;
    private static final int ORDERS = 400;
    private static final int RECEIPTS = 10;
    private static final int MOST_RECEIVED = 1_000_000;
    private static final int GROWING_SECONDS = 10;
    private static final int DRAIN_SECONDS = 300;
    private static final int CATCH_UP_SECONDS = 1_200;
    /** Of a customer or product that orders has not heard of yet. */
    private static final int NOT_HEARD_OF = 422;

    private static final int HEARSAY_SECONDS = 20;

    private final Deployment deployment;
    private final Generator generator;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> customers = new ArrayList<>();
    private final List<String> orders = new ArrayList<>();
    private final Pool journal;
    private final Pool stock;
    private final String product;

    /** Registers customers, lists the product, receives stock, and places the first orders, of which all are answered. */
    HotOrders(Deployment deployment, Generator generator) throws Exception {
        this.deployment = deployment;
        this.generator = generator;
        journal = deployment.pool("orders");
        stock = deployment.pool("inventory");
        registerCustomers();
        product = listProduct();
        for (int i = 0; i < ORDERS; i++) {
            orders.add(place(customers.get(i % CUSTOMERS)));
        }
        awaitAnswers();
    }

    private void registerCustomers() throws Exception {
        for (int i = 0; i < CUSTOMERS; i++) {
            JsonObject customer = new JsonObject()
                    .put("firstName", "Ada")
                    .put("lastName", "Lovelace")
                    .put("email", UUID.randomUUID() + "@example.com");
            customers.add(post("customers", "/customers", customer).getString("id"));
        }
    }

    private String listProduct() throws Exception {
        JsonObject sieve = new JsonObject()
                .put("sku", UUID.randomUUID().toString())
                .put("title", "Sieve")
                .put("category", "mill")
                .put("price", new JsonObject().put("amount", 100).put("currency", "EUR"));
        String id = post("catalog", "/products", sieve).getString("id");
        for (int i = 0; i < RECEIPTS; i++) {
            post("inventory", "/stock/" + id + "/receipts", new JsonObject().put("quantity", MOST_RECEIVED));
        }
        return id;
    }

    private String place(String customer) throws Exception {
        JsonObject line = new JsonObject().put("productId", product).put("quantity", 1);
        JsonObject order = new JsonObject().put("customerId", customer).put("lines", new JsonArray().add(line));
        return post("orders", "/orders", order).getString("id");
    }

    /** As many as 64 connections get answered; the time ends when inventory has answered every order. */
    Measured placedAndAnswered(int seconds) throws Exception {
        ServiceProcess process = deployment.service("orders");
        Measured sent = generator.run(process.port(), CALLERS, seconds, steps(), process::cpu);
        double more = awaitAnswers();
        return new Measured(
                sent.perSecond() * seconds / (seconds + more),
                sent.meanMillis(),
                sent.serverMicros(),
                sent.clientMicros(),
                sent.batch());
    }

    /** What the generator sends to place one. */
    String steps() {
        return any("customer", customers) + """
                - httpRequest:
                    POST: /orders
                    headers:
                      content-type: application/json
                    body:
                      pattern: '{"customerId":"${customer}","lines":[{"productId":"%s","quantity":1}]}'
                """.formatted(product);
    }

    /** What the generator sends to ask for any of these orders. */
    String get(String path) {
        return any("id", orders) + """
                - httpRequest:
                    GET:
                      pattern: %s
                """.formatted(path);
    }

    private static String any(String variable, List<String> values) {
        return """
                - randomItem:
                    toVar: %s
                    list: [%s]
                """.formatted(variable, String.join(", ", values));
    }

    /** Places orders until the journal has so many events and the read models have them; these are any of them then. */
    void growTo(int events) throws Exception {
        while (head(journal) < events) {
            placedAndAnswered(GROWING_SECONDS);
        }
        orders.clear();
        await(journal.query("SELECT aggregate_id FROM journal WHERE type = 'OrderPlaced' ORDER BY random() LIMIT "
                                + ORDERS)
                        .execute())
                .forEach(row -> orders.add(row.getUUID(0).toString()));
        awaitCaughtUp();
    }

    /** Events in the journal of orders. */
    long events() throws Exception {
        return head(journal);
    }

    /** Until the read models have all events of all services. */
    void awaitCaughtUp() throws Exception {
        long end = System.nanoTime() + CATCH_UP_SECONDS * 1_000_000_000L;
        while (behind() > 0) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the read models do not catch up: " + behind() + " events to go");
            }
            Thread.sleep(200);
        }
    }

    private long behind() throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(address("query", "/projections")));
        return ReadModels.of(new JsonObject(answer.body())).behind();
    }

    /** How many events a journal has. */
    static long head(Pool journal) throws Exception {
        return number(journal, HEAD);
    }

    private static long number(Pool pool, String question) throws Exception {
        return await(pool.query(question).execute()).iterator().next().getLong(0);
    }

    /** Until inventory and orders have handled all events of each other; how many seconds that took. */
    private double awaitAnswers() throws Exception {
        long began = System.nanoTime();
        while (head(journal) > number(stock, FOLLOWED.formatted("orders"))
                || head(stock) > number(journal, FOLLOWED.formatted("inventory"))) {
            if (System.nanoTime() - began > DRAIN_SECONDS * 1_000_000_000L) {
                throw new IllegalStateException("inventory does not keep up");
            }
            Thread.sleep(20);
        }
        return (System.nanoTime() - began) / 1e9;
    }

    /** Until the query service shows these orders. */
    void awaitShown() throws Exception {
        long end = System.nanoTime() + DRAIN_SECONDS * 1_000_000_000L;
        for (String order : orders) {
            while (send(HttpRequest.newBuilder(address("query", "/orders/" + order)))
                            .statusCode()
                    != 200) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("the query service does not show the orders");
                }
                Thread.sleep(50);
            }
        }
    }

    private JsonObject post(String service, String path, JsonObject body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(address(service, path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()));
        HttpResponse<String> answer = send(request);
        long end = System.nanoTime() + HEARSAY_SECONDS * 1_000_000_000L;
        while (answer.statusCode() == NOT_HEARD_OF && System.nanoTime() < end) {
            Thread.sleep(50);
            answer = send(request);
        }
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(path + " got " + answer.statusCode() + " " + answer.body());
        }
        return new JsonObject(answer.body());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI address(String service, String path) {
        return URI.create("http://127.0.0.1:" + deployment.service(service).port() + path);
    }

    @Override
    public void close() throws Exception {
        await(journal.close());
        await(stock.close());
    }
}
