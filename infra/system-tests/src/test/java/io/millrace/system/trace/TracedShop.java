package io.millrace.system.trace;

import static io.millrace.embedded.junit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.catalog.CatalogService;
import io.millrace.customers.CustomersService;
import io.millrace.embedded.EmbeddedBroker;
import io.millrace.embedded.Services;
import io.millrace.embedded.junit.Infrastructure;
import io.millrace.inventory.InventoryService;
import io.millrace.kit.CommandService;
import io.millrace.kit.ServiceOptions;
import io.millrace.kit.testing.ServiceUnderTest;
import io.millrace.orders.OrdersService;
import io.millrace.query.QueryService;
import io.millrace.query.QuerySettings;
import io.millrace.runtime.Host;
import io.millrace.runtime.http.HttpSettings;
import io.millrace.runtime.http.testing.RawHttp;
import io.millrace.runtime.http.testing.RawHttp.Answer;
import io.millrace.runtime.trace.TraceOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import org.awaitility.Awaitility;

/** All services at a broker of their own, each with traces of its own, and a customer and a product that may be ordered. */
final class TracedShop implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Host> hosts = new ArrayList<>();
    private final Vertx vertx;
    private final TraceOptions traces;
    private final EmbeddedBroker broker;
    private final ServiceUnderTest catalog;
    private final ServiceUnderTest customers;
    private final ServiceUnderTest inventory;
    private final ServiceUnderTest orders;
    private final QueryService query;
    private final String customer;
    private final String product;

    TracedShop(Vertx vertx, Infrastructure servers, TraceOptions traces) {
        this.vertx = vertx;
        this.traces = traces;
        broker = EmbeddedBroker.start(null, 0, Services.brokerAccounts(service -> "river"));
        catalog = start("catalog", servers.mongo().freshUri("catalog"), CatalogService::start);
        customers = start("customers", servers.postgres().freshUri("customers"), CustomersService::start);
        inventory = start("inventory", servers.postgres().freshUri("inventory"), InventoryService::start);
        orders = start("orders", servers.postgres().freshUri("orders"), OrdersService::start);
        query = await(QueryService.start(
                host("query"),
                new QuerySettings(
                        URI.create(servers.mongo().freshUri("query")),
                        URI.create(broker.uri("query")),
                        HttpSettings.loopback(0))));
        customer = created(at(customers)
                .json(
                        "POST",
                        "/customers",
                        new JsonObject()
                                .put("firstName", "Ada")
                                .put("lastName", "Lovelace")
                                .put("email", UUID.randomUUID() + "@example.org")
                                .encode()));
        product = created(at(catalog)
                .json(
                        "POST",
                        "/products",
                        new JsonObject()
                                .put("sku", UUID.randomUUID().toString())
                                .put("title", "Tea")
                                .put("category", "drinks")
                                .put(
                                        "price",
                                        new JsonObject().put("amount", 150).put("currency", "EUR"))
                                .encode()));
        assertThat(at(inventory)
                        .json("POST", "/stock/" + product + "/receipts", "{\"quantity\":1000}")
                        .status())
                .isEqualTo(200);
    }

    private ServiceUnderTest start(
            String name, String database, BiFunction<Host, ServiceOptions, Future<CommandService>> start) {
        return ServiceUnderTest.start(
                vertx, database, broker.uri(name), (untraced, options) -> start.apply(host(name), options));
    }

    private Host host(String service) {
        Host host = Host.on(vertx, service, traces);
        hosts.add(host);
        return host;
    }

    ServiceUnderTest orders() {
        return orders;
    }

    /** An order that is confirmed and that its read model shows so; as soon as orders knows what is ordered. */
    String confirmedOrder(String... headers) {
        JsonObject line = new JsonObject().put("productId", product).put("quantity", 1);
        String body = new JsonObject()
                .put("customerId", customer)
                .put("lines", new JsonArray().add(line))
                .encode();
        String order = created(Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> at(orders).json("POST", "/orders", body, headers), answer -> answer.status() == 201));
        RawHttp questions = new RawHttp(URI.create("http://127.0.0.1:" + query.port()));
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> questions.get("/orders/" + order).body().contains("CONFIRMED"));
        return order;
    }

    /** An order that is refused. */
    Answer refusedOrder(String... headers) {
        return at(orders).json("POST", "/orders", "{\"customerId\":\"nobody\"}", headers);
    }

    @Override
    public void close() {
        await(query.stop());
        orders.close();
        inventory.close();
        customers.close();
        catalog.close();
        broker.close();
        hosts.forEach(host -> await(host.tracing().close()));
    }

    private static RawHttp at(ServiceUnderTest service) {
        return new RawHttp(service.address());
    }

    private static String created(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json().getString("id");
    }
}
