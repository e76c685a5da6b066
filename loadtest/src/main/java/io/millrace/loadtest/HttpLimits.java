package io.millrace.loadtest;

import static io.millrace.loadtest.Benchmark.CALLERS;
import static io.millrace.loadtest.Benchmark.PAYLOAD;
import static io.millrace.loadtest.Benchmark.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.DoubleSupplier;

/**
 * Commands over HTTP beside pgbench on the same embedded PostgreSQL, orders of one product beside pgbench on one row, and
 * queries beside a handler that does no more than to ask for the same document; each in turn, round by round. Services and the
 * generator are processes of their own; the embedded broker and MongoDB server are in this one.
 */
final class HttpLimits {

    private static final int CUSTOMERS = 100;
    private static final int ORDERS = 400;
    private static final int DRAIN_SECONDS = 120;

    private final Medians medians = new Medians();
    private final Deployment deployment;
    private final Generator generator;
    private final int seconds;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> customers = new ArrayList<>();
    private final List<String> orders = new ArrayList<>();
    private String product = "";

    private HttpLimits(Deployment deployment, int seconds) {
        this.deployment = deployment;
        this.generator = new Generator(deployment.benchmark.folder);
        this.seconds = seconds;
    }

    static void run(int seconds, int rounds) throws Exception {
        try (Deployment deployment =
                new Deployment(List.of("customers", "catalog", "inventory", "orders"), 0, "256m")) {
            new HttpLimits(deployment, seconds).run(rounds);
        }
    }

    private void run(int rounds) throws Exception {
        seed();
        deployment.postgres.service("limits", "limits");
        Pool pool = pool("limits");
        await(pool.query(PostgresLimits.resource("/pgbench/schema.sql")).execute());
        Pool journal = pool("orders");
        DoubleSupplier cpu = CpuTime.ofPostgres(deployment.benchmark.folder.resolve("postgres"));
        Pgbench pgbench = new Pgbench(deployment.postgres.port(), "limits", "limits", PAYLOAD, cpu);
        try (ServiceProcess bare = ServiceProcess.start(
                "bare",
                BareQueries.class.getName(),
                "256m",
                Map.of("MILLRACE_MONGO_URI", deployment.readModels(), "MILLRACE_COLLECTION", "order-history.g1.orders"),
                deployment.benchmark.folder)) {
            for (int round = 0; round <= rounds; round++) {
                System.out.println(round == 0 ? "HTTP: warming up" : "HTTP: round " + round + " of " + rounds);
                boolean counts = round > 0;
                measure(counts, "pgbench naive, 64 clients", () -> pgbench.run("naive", CALLERS, seconds));
                measure(counts, "POST /customers, 64 connections", () -> load("customers", register()));
                measure(
                        counts,
                        "pgbench naive on one row, 64 clients",
                        () -> pgbench.run("naive_hot", CALLERS, seconds));
                measure(counts, "POST /orders of one product, answered", () -> hotOrders(journal));
                measure(counts, "a bare handler with a constant", () -> bare(bare, "/constant"));
                measure(counts, "a bare handler with one find", () -> bare(bare, "/orders/${id}"));
                measure(counts, "GET /orders/{id}, 64 connections", () -> load("query", get("/orders/${id}")));
            }
        }
        await(pool.close());
        await(journal.close());
        print();
    }

    private void measure(boolean counts, String name, Callable<Measured> stretch) throws Exception {
        if (counts) {
            medians.measure(name, stretch);
        } else {
            stretch.call();
        }
    }

    private Pool pool(String service) {
        return PgBuilder.pool()
                .connectingTo(deployment.postgres.uri(service))
                .using(deployment.benchmark.vertx)
                .build();
    }

    private Measured load(String service, String steps) throws Exception {
        ServiceProcess process = deployment.service(service);
        return generator.run(process.port(), CALLERS, seconds, steps, process::cpu);
    }

    private Measured bare(ServiceProcess bare, String path) throws Exception {
        return generator.run(bare.port(), CALLERS, seconds, get(path), bare::cpu);
    }

    /** The time ends when inventory has answered every order. */
    private Measured hotOrders(Pool journal) throws Exception {
        Measured sent = load("orders", order());
        long began = System.nanoTime();
        while (unanswered(journal) > 0) {
            if (System.nanoTime() - began > DRAIN_SECONDS * 1_000_000_000L) {
                throw new IllegalStateException("inventory does not keep up");
            }
            Thread.sleep(20);
        }
        double more = (System.nanoTime() - began) / 1e9;
        return new Measured(
                sent.perSecond() * seconds / (seconds + more),
                sent.meanMillis(),
                sent.serverMicros(),
                sent.clientMicros(),
                sent.batch());
    }

    private static long unanswered(Pool journal) throws Exception {
        return await(journal.query("SELECT count(*) FILTER (WHERE type = 'OrderPlaced')"
                                + " - count(*) FILTER (WHERE type IN ('OrderConfirmed', 'OrderRejected')) FROM journal")
                        .execute())
                .iterator()
                .next()
                .getLong(0);
    }

    // ---- what the generator sends ----

    private static String register() {
        return """
                - randomUUID: key
                - httpRequest:
                    POST: /customers
                    headers:
                      content-type: application/json
                    body:
                      pattern: '{"firstName":"Ada","lastName":"Lovelace","email":"${key}@example.com"}'
                """;
    }

    private String order() {
        return any("customer", customers) + """
                - httpRequest:
                    POST: /orders
                    headers:
                      content-type: application/json
                    body:
                      pattern: '{"customerId":"${customer}","lines":[{"productId":"%s","quantity":1}]}'
                """.formatted(product);
    }

    private String get(String path) {
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

    // ---- what there is before ----

    private void seed() throws Exception {
        for (int i = 0; i < CUSTOMERS; i++) {
            customers.add(post(
                            "customers",
                            "/customers",
                            new JsonObject()
                                    .put("firstName", "Ada")
                                    .put("lastName", "Lovelace")
                                    .put("email", UUID.randomUUID() + "@example.com"))
                    .getString("id"));
        }
        product = post(
                        "catalog",
                        "/products",
                        new JsonObject()
                                .put("sku", UUID.randomUUID().toString())
                                .put("title", "Sieve")
                                .put("category", "mill")
                                .put(
                                        "price",
                                        new JsonObject().put("amount", 100).put("currency", "EUR")))
                .getString("id");
        post("inventory", "/stock/" + product + "/receipts", new JsonObject().put("quantity", 1_000_000));
        for (int i = 0; i < ORDERS; i++) {
            orders.add(post(
                            "orders",
                            "/orders",
                            new JsonObject()
                                    .put("customerId", customers.get(i % CUSTOMERS))
                                    .put(
                                            "lines",
                                            new JsonArray()
                                                    .add(new JsonObject()
                                                            .put("productId", product)
                                                            .put("quantity", 1))))
                    .getString("id"));
        }
        long end = System.nanoTime() + DRAIN_SECONDS * 1_000_000_000L;
        while (send(HttpRequest.newBuilder(address("query", "/orders/" + orders.get(ORDERS - 1))))
                        .statusCode()
                != 200) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the query service does not show the orders");
            }
            Thread.sleep(50);
        }
    }

    private JsonObject post(String service, String path, JsonObject body) throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(address(service, path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.encode())));
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

    private void print() {
        medians.print();
        print(
                "POST /customers against naive transaction",
                "POST /customers, 64 connections",
                "pgbench naive, 64 clients",
                2);
        print(
                "orders of one product against one row",
                "POST /orders of one product, answered",
                "pgbench naive on one row, 64 clients",
                3);
        print(
                "GET /orders/{id} against one find",
                "GET /orders/{id}, 64 connections",
                "a bare handler with one find",
                0.8);
    }

    private void print(String what, String ours, String limit, double least) {
        System.out.printf(Locale.ROOT, "%-45s %6.2f times (at least %s)%n", what, medians.ratio(ours, limit), least);
    }
}
