package io.millrace.demo;

import io.millrace.catalog.CatalogService;
import io.millrace.customers.CustomersService;
import io.millrace.embedded.EmbeddedBroker;
import io.millrace.embedded.EmbeddedMongo;
import io.millrace.embedded.EmbeddedPostgres;
import io.millrace.embedded.Services;
import io.millrace.inventory.InventoryService;
import io.millrace.kit.CommandService;
import io.millrace.kit.ServiceOptions;
import io.millrace.kit.journal.StoreOptions;
import io.millrace.kit.lane.LaneLimits;
import io.millrace.kit.relay.RelayOptions;
import io.millrace.messaging.Broker;
import io.millrace.messaging.BrokerOptions;
import io.millrace.orders.OrdersService;
import io.millrace.query.QueryService;
import io.millrace.query.QuerySettings;
import io.millrace.runtime.Host;
import io.millrace.runtime.Running;
import io.millrace.runtime.http.HttpSettings;
import io.millrace.runtime.trace.TraceOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** Stores and services of a whole system, in this JVM. Its methods block. */
final class Demo implements AutoCloseable {

    private static final String PASSWORD = "millrace";
    private static final List<String> ON_POSTGRES = List.of("customers", "inventory", "orders");
    private static final List<String> ON_MONGO = List.of("catalog", "query");
    private static final List<String> SOURCES = List.of("customers", "catalog", "inventory", "orders");

    /** There are no other processes whose commits had to be looked for, or who could take over. */
    private static final RelayOptions UNHURRIED = new RelayOptions(
            Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(500), RelayOptions.DEFAULT.gather());

    private final TraceOptions traces;
    private final Startup startup;
    private final Vertx vertx = Host.eventLoops();
    private final Shutdown shutdown = new Shutdown(vertx);

    private final CompletableFuture<EmbeddedPostgres> postgres;
    private final CompletableFuture<EmbeddedBroker> broker;
    private final CompletableFuture<EmbeddedMongo> mongo;
    private final CompletableFuture<CommandService> customers;
    private final CompletableFuture<CommandService> catalog;
    private final CompletableFuture<CommandService> inventory;
    private final CompletableFuture<CommandService> orders;
    private final CompletableFuture<QueryService> query;

    private Demo(DataFolder folder, Ports ports, TraceOptions traces, BiConsumer<String, Duration> started) {
        this.traces = traces;
        startup = new Startup(started);
        postgres = startup.start("PostgreSQL", () -> startPostgres(folder, ports));
        broker = startup.start(
                "AMQP broker",
                () -> shutdown.store(EmbeddedBroker.start(
                        folder.broker(), ports.broker(), Services.brokerAccounts(service -> PASSWORD))));
        mongo = startup.start("MongoDB", () -> startMongo(folder, ports));
        CompletableFuture<?> exchanges = startup.start("exchanges", broker, this::declareExchanges);
        CompletableFuture<Void> onPostgres = CompletableFuture.allOf(postgres, exchanges);
        CompletableFuture<Void> onMongo = CompletableFuture.allOf(mongo, exchanges);
        customers = writer("customers", onPostgres, ports.customers(), CustomersService::start);
        catalog = writer("catalog", onMongo, ports.catalog(), CatalogService::start);
        inventory = writer("inventory", onPostgres, ports.inventory(), InventoryService::start);
        orders = writer("orders", onPostgres, ports.orders(), OrdersService::start);
        query = startup.start("query", onMongo, () -> startQuery(ports.query()));
    }

    /**
     * Starts everything, as much of it at a time as possible; returns when all of it is usable.
     *
     * @param traces where to all services send their spans
     * @param started told which part is usable and how long its start took, on any thread
     * @throws PartFailed when a part did not start; nothing is left running then
     */
    static Demo start(DataFolder folder, Ports ports, TraceOptions traces, BiConsumer<String, Duration> started) {
        Demo demo = new Demo(folder, ports, traces, started);
        try {
            demo.startup.await();
            return demo;
        } catch (PartFailed e) {
            demo.close();
            throw e;
        }
    }

    /** Where everything listens. */
    Addresses addresses() {
        return new Addresses(
                http(customers.join().port()),
                http(catalog.join().port()),
                http(inventory.join().port()),
                http(orders.join().port()),
                http(query.join().port()),
                postgres.join().uri("customers"),
                broker.join().uri("orders"),
                mongo.join().uri("catalog"));
    }

    private static String http(int port) {
        return "http://127.0.0.1:" + port;
    }

    private EmbeddedPostgres startPostgres(DataFolder folder, Ports ports) {
        EmbeddedPostgres started = shutdown.store(EmbeddedPostgres.start(folder.postgres(), ports.postgres()));
        ON_POSTGRES.forEach(service -> started.service(service, PASSWORD));
        return started;
    }

    private EmbeddedMongo startMongo(DataFolder folder, Ports ports) {
        EmbeddedMongo started = shutdown.store(EmbeddedMongo.start(folder.mongo(), ports.mongo()));
        ON_MONGO.forEach(service -> started.service(service, PASSWORD));
        return started;
    }

    /** All services start at the same time; no subscriber should have to wait for its source. */
    private Future<Void> declareExchanges() {
        return Future.all(SOURCES.stream()
                        .map(source -> Broker.declareSource(
                                vertx, BrokerOptions.defaults(broker.join().uri(source)), source))
                        .toList())
                .mapEmpty();
    }

    private CompletableFuture<CommandService> writer(
            String name,
            CompletableFuture<?> needed,
            int port,
            BiFunction<Host, ServiceOptions, Future<CommandService>> start) {
        return startup.start(name, needed, () -> {
            Host host = Host.on(vertx, name, traces);
            return start.apply(host, options(name, port))
                    .onSuccess(service -> shutdown.service(() -> stop(service, host)));
        });
    }

    private ServiceOptions options(String name, int port) {
        return new ServiceOptions(
                        StoreOptions.of(store(name)),
                        BrokerOptions.defaults(broker.join().uri(name)),
                        HttpSettings.loopback(port),
                        LaneLimits.DEFAULT)
                .withRelay(UNHURRIED);
    }

    private String store(String service) {
        return ON_MONGO.contains(service)
                ? mongo.join().uri(service)
                : postgres.join().uri(service);
    }

    private Future<QueryService> startQuery(int port) {
        QuerySettings settings = new QuerySettings(
                URI.create(mongo.join().uri("query")),
                URI.create(broker.join().uri("query")),
                HttpSettings.loopback(port));
        Host host = Host.on(vertx, "query", traces);
        return QueryService.start(host, settings).onSuccess(service -> shutdown.service(() -> stop(service, host)));
    }

    private static Future<Void> stop(Running service, Host host) {
        return service.stop().eventually(host.tracing()::close);
    }

    /** Stops everything in an orderly way, within about ten seconds. Idempotent. */
    @Override
    public void close() {
        shutdown.run();
    }
}
