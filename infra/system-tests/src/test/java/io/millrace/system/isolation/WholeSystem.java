package io.millrace.system.isolation;

import static io.millrace.embedded.junit.Futures.await;

import io.millrace.catalog.CatalogService;
import io.millrace.customers.CustomersService;
import io.millrace.embedded.BrokerAccount;
import io.millrace.embedded.BrokerContents;
import io.millrace.embedded.Services;
import io.millrace.embedded.junit.Infrastructure;
import io.millrace.inventory.InventoryService;
import io.millrace.kit.CommandService;
import io.millrace.kit.ServiceOptions;
import io.millrace.kit.testing.ServiceUnderTest;
import io.millrace.messaging.Broker;
import io.millrace.messaging.BrokerOptions;
import io.millrace.orders.OrdersService;
import io.millrace.query.QueryService;
import io.millrace.query.QuerySettings;
import io.millrace.runtime.Host;
import io.millrace.runtime.http.HttpSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.awaitility.Awaitility;

/** Every service there is, each with its own account at each server that it needs. */
final class WholeSystem implements AutoCloseable {

    private static final String QUERY = "query";

    private static final Map<String, BiFunction<Host, ServiceOptions, Future<CommandService>>> ON_POSTGRES =
            new TreeMap<>(Map.of(
                    "customers", CustomersService::start,
                    "inventory", InventoryService::start,
                    "orders", OrdersService::start));

    private static final Map<String, BiFunction<Host, ServiceOptions, Future<CommandService>>> ON_MONGO =
            Map.of("catalog", CatalogService::start);

    private final List<ServiceUnderTest> commandServices = new ArrayList<>();
    private final QueryService query;

    /** Returns when everything is usable. */
    WholeSystem(Vertx vertx, Infrastructure servers) {
        commandServices()
                .forEach(source -> await(Broker.declareSource(
                        vertx, BrokerOptions.defaults(servers.broker().uri(source)), source)));
        ON_POSTGRES.forEach((name, start) -> commandServices.add(ServiceUnderTest.start(
                vertx, servers.postgres().uri(name), servers.broker().uri(name), start)));
        ON_MONGO.forEach((name, start) -> commandServices.add(ServiceUnderTest.start(
                vertx, servers.mongo().uri(name), servers.broker().uri(name), start)));
        QuerySettings settings = new QuerySettings(
                URI.create(servers.mongo().uri(QUERY)),
                URI.create(servers.broker().uri(QUERY)),
                HttpSettings.loopback(0));
        query = await(QueryService.start(Host.on(vertx), settings));
        Services.brokerAccounts(name -> name).forEach(account -> awaitListening(servers, account));
    }

    /** Services start without the broker, and their queues come when they come. */
    private static void awaitListening(Infrastructure servers, BrokerAccount account) {
        Awaitility.await(account.name() + " listens to " + account.sources())
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    BrokerContents contents = servers.broker().contents();
                    return account.sources().stream()
                            .allMatch(source -> contents.listens(account.name(), source + ".events"));
                });
    }

    static Set<String> onPostgres() {
        return ON_POSTGRES.keySet();
    }

    static Set<String> onMongo() {
        Set<String> all = new TreeSet<>(ON_MONGO.keySet());
        all.add(QUERY);
        return all;
    }

    static Set<String> commandServices() {
        Set<String> all = new TreeSet<>(ON_POSTGRES.keySet());
        all.addAll(ON_MONGO.keySet());
        return all;
    }

    @Override
    public void close() {
        await(query.stop());
        commandServices.forEach(ServiceUnderTest::close);
    }
}
