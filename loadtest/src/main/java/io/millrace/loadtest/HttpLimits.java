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
final class HttpLimits implements AutoCloseable {

    private static final String NAIVE = "pgbench naive, 64 clients";
    private static final String REGISTER = "POST /customers, 64 connections";
    private static final String ONE_ROW = "pgbench naive on one row, 64 clients";
    private static final String ORDER = "POST /orders of one product, answered";
    private static final String CONSTANT = "a bare handler with a constant";
    private static final String ONE_FIND = "a bare handler with one find";
    private static final String GET = "GET /orders/{id}, 64 connections";

    private static final String HEAD = "SELECT sum(position)::bigint FROM journal_head";
    private static final String FOLLOWED =
            "SELECT coalesce(sum(position), 0)::bigint FROM subscription_checkpoint WHERE subscription = '%s'";

    private static final int CUSTOMERS = 100;
    private static final int ORDERS = 400;
    private static final int RECEIPTS = 10;
    private static final int MOST_RECEIVED = 1_000_000;
    private static final int FEW_EVENTS = 10_000;
    private static final int GROWING_SECONDS = 10;
    private static final int DRAIN_SECONDS = 300;

    private final Deployment deployment;
    private final Generator generator;
    private final int seconds;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> customers = new ArrayList<>();
    private final List<String> orders = new ArrayList<>();
    private final String product;
    private final Pool registrations;
    private final Pool journal;
    private final Pool stock;
    private final Pgbench pgbench;
    private final ServiceProcess bare;

    private HttpLimits(Deployment deployment, int seconds) throws Exception {
        this.deployment = deployment;
        this.generator = new Generator(deployment.benchmark.folder);
        this.seconds = seconds;
        product = seed();
        deployment.postgres.service("limits", "limits");
        Pool pool = pool("limits");
        await(pool.query(PostgresLimits.resource("/pgbench/schema.sql"))
                .execute()
                .eventually(pool::close));
        registrations = pool("customers");
        journal = pool("orders");
        stock = pool("inventory");
        DoubleSupplier cpu = CpuTime.ofPostgres(deployment.benchmark.folder.resolve("postgres"));
        pgbench = new Pgbench(deployment.postgres.port(), "limits", "limits", PAYLOAD, cpu);
        bare = ServiceProcess.start(
                "bare",
                BareQueries.class.getName(),
                "256m",
                Map.of("MILLRACE_MONGO_URI", deployment.readModels(), "MILLRACE_COLLECTION", "order-history.g1.orders"),
                deployment.benchmark.folder);
    }

    static void run(int seconds, int rounds) throws Exception {
        try (Deployment deployment = deployment();
                HttpLimits limits = new HttpLimits(deployment, seconds)) {
            print(limits.measured(rounds));
        }
    }

    /** The same with few events in the journals of customers and of orders and then with many, all made by commands. */
    static void grow(int events, int seconds, int rounds) throws Exception {
        try (Deployment deployment = deployment();
                HttpLimits limits = new HttpLimits(deployment, seconds)) {
            limits.growTo(FEW_EVENTS);
            Medians few = limits.measured(rounds);
            limits.growTo(events);
            Medians many = limits.measured(rounds);
            for (String what : List.of(REGISTER, ORDER, ONE_FIND, GET)) {
                double ratio = many.of(what, Measured::perSecond) / few.of(what, Measured::perSecond);
                System.out.printf(Locale.ROOT, "%-45s %6.2f of what it was (at least 0.9)%n", what, ratio);
            }
        }
    }

    private static Deployment deployment() throws Exception {
        return new Deployment(List.of("customers", "catalog", "inventory", "orders"), 0, "256m");
    }

    private Medians measured(int rounds) throws Exception {
        Medians medians = new Medians();
        System.out.println("HTTP: warming up");
        round((name, stretch) -> stretch.call());
        for (int round = 1; round <= rounds; round++) {
            System.out.println("HTTP: round " + round + " of " + rounds);
            round(medians::measure);
        }
        medians.print();
        return medians;
    }

    private interface Stretches {
        void take(String name, Callable<Measured> stretch) throws Exception;
    }

    private void round(Stretches stretches) throws Exception {
        stretches.take(NAIVE, () -> pgbench.run("naive", CALLERS, seconds));
        stretches.take(REGISTER, () -> load("customers", register(), seconds));
        stretches.take(ONE_ROW, () -> pgbench.run("naive_hot", CALLERS, seconds));
        stretches.take(ORDER, this::hotOrders);
        stretches.take(CONSTANT, () -> bare("/constant"));
        stretches.take(ONE_FIND, () -> bare("/orders/${id}"));
        stretches.take(GET, () -> load("query", get("/orders/${id}"), seconds));
    }

    /** Sends commands until there are so many events and the read models have them; queries ask for any of the orders then. */
    private void growTo(int events) throws Exception {
        System.out.println("HTTP: growing to " + events + " events of customers, and as many of orders");
        while (number(registrations, HEAD) < events) {
            load("customers", register(), GROWING_SECONDS);
        }
        while (number(journal, HEAD) < events) {
            load("orders", order(), GROWING_SECONDS);
            awaitAnswers();
        }
        orders.clear();
        await(journal.query("SELECT aggregate_id FROM journal WHERE type = 'OrderPlaced' ORDER BY random() LIMIT "
                                + ORDERS)
                        .execute())
                .forEach(row -> orders.add(row.getUUID(0).toString()));
        for (String order : orders) {
            awaitShown(order);
        }
    }

    private static long number(Pool pool, String question) throws Exception {
        return await(pool.query(question).execute()).iterator().next().getLong(0);
    }

    private Pool pool(String service) {
        return PgBuilder.pool()
                .connectingTo(deployment.postgres.uri(service))
                .using(deployment.benchmark.vertx)
                .build();
    }

    private Measured load(String service, String steps, int howLong) throws Exception {
        ServiceProcess process = deployment.service(service);
        return generator.run(process.port(), CALLERS, howLong, steps, process::cpu);
    }

    private Measured bare(String path) throws Exception {
        return generator.run(bare.port(), CALLERS, seconds, get(path), bare::cpu);
    }

    /** The time ends when inventory has answered every order. */
    private Measured hotOrders() throws Exception {
        Measured sent = load("orders", order(), seconds);
        double more = awaitAnswers();
        return new Measured(
                sent.perSecond() * seconds / (seconds + more),
                sent.meanMillis(),
                sent.serverMicros(),
                sent.clientMicros(),
                sent.batch());
    }

    /** Until inventory and orders have handled all events of each other; how many seconds that took. */
    private double awaitAnswers() throws Exception {
        long began = System.nanoTime();
        while (number(journal, HEAD) > number(stock, FOLLOWED.formatted("orders"))
                || number(stock, HEAD) > number(journal, FOLLOWED.formatted("inventory"))) {
            if (System.nanoTime() - began > DRAIN_SECONDS * 1_000_000_000L) {
                throw new IllegalStateException("inventory does not keep up");
            }
            Thread.sleep(20);
        }
        return (System.nanoTime() - began) / 1e9;
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

    private String seed() throws Exception {
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
        String sieve = post(
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
        for (int i = 0; i < RECEIPTS; i++) {
            post("inventory", "/stock/" + sieve + "/receipts", new JsonObject().put("quantity", MOST_RECEIVED));
        }
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
                                                            .put("productId", sieve)
                                                            .put("quantity", 1))))
                    .getString("id"));
        }
        awaitShown(orders.get(ORDERS - 1));
        return sieve;
    }

    private void awaitShown(String order) throws Exception {
        long end = System.nanoTime() + DRAIN_SECONDS * 1_000_000_000L;
        while (send(HttpRequest.newBuilder(address("query", "/orders/" + order)))
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

    private static void print(Medians medians) {
        print("POST /customers against naive transaction", medians.ratio(REGISTER, NAIVE), 2);
        print("orders of one product against one row", medians.ratio(ORDER, ONE_ROW), 3);
        print("GET /orders/{id} against one find", medians.ratio(GET, ONE_FIND), 0.8);
    }

    private static void print(String what, double ratio, double least) {
        System.out.printf(Locale.ROOT, "%-45s %6.2f times (at least %s)%n", what, ratio, least);
    }

    @Override
    public void close() throws Exception {
        bare.close();
        await(registrations.close());
        await(journal.close());
        await(stock.close());
    }
}
