package io.millrace.system.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.catalog.CatalogService;
import io.millrace.customers.CustomersService;
import io.millrace.embedded.junit.Infrastructure;
import io.millrace.inventory.InventoryService;
import io.millrace.kit.testing.ServiceUnderTest;
import io.millrace.orders.OrdersService;
import io.millrace.runtime.http.testing.RawHttp;
import io.millrace.runtime.http.testing.RawHttp.Answer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.core.ThrowingRunnable;

/** Customers, catalog, inventory and orders at one broker, each on a database of its own. */
final class Market implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final ServiceUnderTest catalog;
    final ServiceUnderTest customers;
    final ServiceUnderTest inventory;
    final ServiceUnderTest orders;

    Market(Vertx vertx, Infrastructure servers) {
        String broker = servers.broker().uri();
        catalog = ServiceUnderTest.start(vertx, servers.mongo().freshUri("catalog"), broker, CatalogService::start);
        customers = ServiceUnderTest.start(
                vertx, servers.postgres().freshUri("customers"), broker, CustomersService::start);
        inventory = ServiceUnderTest.start(
                vertx, servers.postgres().freshUri("inventory"), broker, InventoryService::start);
        orders = ServiceUnderTest.start(vertx, servers.postgres().freshUri("orders"), broker, OrdersService::start);
    }

    @Override
    public void close() {
        orders.close();
        inventory.close();
        customers.close();
        catalog.close();
    }

    /** A new customer whom orders has heard of. */
    String customer() {
        String id = register();
        eventually(() -> assertThat(orders.tables().number("SELECT count(*) FROM customer_copy WHERE id = ?::uuid", id))
                .isEqualTo(1));
        return id;
    }

    /** A new customer. */
    String register() {
        JsonObject body = new JsonObject()
                .put("firstName", "Ada")
                .put("lastName", "Lovelace")
                .put("email", UUID.randomUUID() + "@example.org");
        return succeeded(at(customers).json("POST", "/customers", body.encode()))
                .getString("id");
    }

    void closeCustomer(String id) {
        succeeded(at(customers).send("DELETE", "/customers/" + id, new String[0], new byte[0]));
    }

    /** A new product that orders has heard of, with so many units in the warehouse. */
    String product(long price, long units) {
        String id = add(price);
        if (units > 0) {
            receive(id, units);
        }
        eventually(() -> assertThat(price(id)).isEqualTo(price));
        return id;
    }

    /** A new product. */
    String add(long price) {
        JsonObject body = new JsonObject()
                .put("sku", UUID.randomUUID().toString())
                .put("title", "Something")
                .put("category", "things")
                .put("price", euro(price));
        return succeeded(at(catalog).json("POST", "/products", body.encode())).getString("id");
    }

    void reprice(String product, long price) {
        succeeded(at(catalog)
                .json("PUT", "/products/" + product + "/price", euro(price).encode()));
    }

    void discontinue(String product) {
        succeeded(at(catalog).send("DELETE", "/products/" + product, new String[0], new byte[0]));
    }

    private static JsonObject euro(long cents) {
        return new JsonObject().put("amount", cents).put("currency", "EUR");
    }

    /** What orders asks for it; 0 for what it has not heard of. */
    long price(String product) {
        return orders.tables().number("SELECT coalesce(max(price), 0) FROM product_copy WHERE id = ?::uuid", product);
    }

    void receive(String product, long units) {
        JsonObject body = new JsonObject().put("quantity", units);
        succeeded(at(inventory).json("POST", "/stock/" + product + "/receipts", body.encode()));
    }

    /** A new order of so many units of each product. */
    String place(String customer, Map<String, Integer> lines) {
        return succeeded(tryToPlace(customer, lines)).getString("id");
    }

    Answer tryToPlace(String customer, Map<String, Integer> lines) {
        JsonArray items = new JsonArray();
        lines.forEach((product, quantity) ->
                items.add(new JsonObject().put("productId", product).put("quantity", quantity)));
        JsonObject body = new JsonObject().put("customerId", customer).put("lines", items);
        return at(orders).json("POST", "/orders", body.encode());
    }

    Answer cancel(String order) {
        return at(orders).send("POST", "/orders/" + order + "/cancellation", new String[0], new byte[0]);
    }

    Answer ship(String order) {
        return at(orders).send("POST", "/orders/" + order + "/shipment", new String[0], new byte[0]);
    }

    /** The order's journal has exactly these events in the end. */
    void happens(String order, String... types) {
        eventually(() -> assertThat(orders.journal().types(order)).containsExactly(types));
    }

    /** The product's journal has exactly these events in the end. */
    void happensToStock(String product, String... types) {
        eventually(() -> assertThat(inventory.journal().types(product)).containsExactly(types));
    }

    void assertStock(String product, long onHand, long reserved) {
        eventually(() -> assertThat(List.of(onHand(product), reserved(product))).containsExactly(onHand, reserved));
    }

    long onHand(String product) {
        return inventory.tables().number("SELECT coalesce(max(on_hand), 0) FROM stock WHERE id = ?::uuid", product);
    }

    long reserved(String product) {
        return inventory.tables().number("SELECT coalesce(max(reserved), 0) FROM stock WHERE id = ?::uuid", product);
    }

    /** Units that the reservation table says are held. */
    long held(String product) {
        return inventory
                .tables()
                .number("SELECT coalesce(sum(quantity), 0) FROM reservation WHERE product_id = ?::uuid", product);
    }

    /** Units that orders of a status want. */
    long wanted(String product, String status) {
        return orders.tables()
                .number(
                        "SELECT coalesce(sum(l.quantity), 0) FROM customer_order, jsonb_to_recordset(lines) AS l"
                                + " (\"productId\" uuid, quantity bigint) WHERE status = ? AND l.\"productId\" = ?::uuid",
                        status,
                        product);
    }

    long orders(String status) {
        return orders.tables().number("SELECT count(*) FROM customer_order WHERE status = ?", status);
    }

    static void eventually(ThrowingRunnable assertion) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(assertion);
    }

    private static RawHttp at(ServiceUnderTest service) {
        return new RawHttp(service.address());
    }

    private static JsonObject succeeded(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isBetween(200, 299);
        return answer.json();
    }
}
