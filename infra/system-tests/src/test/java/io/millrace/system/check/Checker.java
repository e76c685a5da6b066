package io.millrace.system.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.kit.testing.Tables;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Compares what a whole system shows with what its journals hold, which it reads from the stores themselves, while no
 * commands are sent. Blocks.
 */
public final class Checker {

    private static final Duration SETTLE = Duration.ofMinutes(2);

    private static final String STOCK = "SELECT s.id, s.on_hand, s.reserved, r.received FROM stock s LEFT JOIN"
            + " (SELECT aggregate_id, sum((data->>'quantity')::bigint) AS received FROM journal"
            + " WHERE type = 'StockReceived' GROUP BY aggregate_id) r ON r.aggregate_id = s.id";

    private final UnaryOperator<String> stores;
    private final UnaryOperator<String> services;
    /**
     * @param stores a service's store, by the service's name, credentials included
     * @param services a service's address, by its name
     */
    public Checker(UnaryOperator<String> stores, UnaryOperator<String> services) {
        this.stores = stores;
        this.services = services;
    }

    /**
     * Waits until inventory has answered every order and every read model has caught up. Then positions are dense, what was
     * acknowledged is there, every read model is what the journals make it, as it is shown and as it is stored, nothing is
     * parked, and stock adds up.
     *
     * @return what was compared, in words
     */
    public String verify(Collection<Acknowledged> acknowledged) throws Exception {
        await("every order is answered")
                .atMost(SETTLE)
                .until(() -> new ReadModelsOfJournals(Journals.read(stores)).isEveryOrderAnswered());
        await("stock adds up")
                .atMost(SETTLE)
                .untilAsserted(() -> assertStock(new ReadModelsOfJournals(Journals.read(stores))));
        Journals journals = Journals.read(stores);
        ReadModelsOfJournals expected = new ReadModelsOfJournals(journals);
        journals.assertDense();
        acknowledged.forEach(journals::assertHolds);
        assertShown(expected, new Queries(services.apply("query"), journals.token()));
        assertStored(expected);
        return journals.size() + " events, " + expected.customers().size() + " customers, "
                + expected.products().size() + " products, " + expected.orders() + " orders";
    }

    private static void assertShown(ReadModelsOfJournals expected, Queries queries)
            throws IOException, InterruptedException {
        assertThat(queries.all("/customers")).isEqualTo(expected.customers());
        for (var customer : expected.customers()) {
            String id = customer.getString("id");
            assertThat(queries.all("/customers/" + id + "/orders")).isEqualTo(expected.ordersOf(id));
        }
        assertThat(queries.all("/sales/days")).isEqualTo(expected.days());
        assertThat(queries.all("/products?status=ANY&sort=price")).isEqualTo(expected.products());
        assertThat(queries.all("/sales/products")).isEqualTo(expected.bestSellers());
    }

    /** Once they are shown: nothing is in the store but what is shown. */
    private void assertStored(ReadModelsOfJournals expected) {
        try (StoredReadModels stored = new StoredReadModels(stores.apply("query"))) {
            assertSame("id", stored.customers(), expected.customers());
            assertSame(
                    "id",
                    stored.orders(),
                    expected.customers().stream()
                            .flatMap(customer -> expected.ordersOf(customer.getString("id")).stream())
                            .toList());
            assertSame("day", stored.days(), expected.days());
            assertSame("id", stored.products(), expected.products());
            assertSame("productId", stored.bestSellers(), expected.bestSellers());
            assertThat(stored.deadLetters()).isEmpty();
        }
    }

    /** In any order, which AssertJ would try one by one. */
    private static void assertSame(String key, List<JsonObject> actual, List<JsonObject> expected) {
        Comparator<JsonObject> byKey = Comparator.comparing(item -> item.getString(key));
        assertThat(actual.stream().sorted(byKey).toList())
                .isEqualTo(expected.stream().sorted(byKey).toList());
    }

    /** Reserved is what confirmed orders hold, and what was received is on hand or was shipped. */
    private void assertStock(ReadModelsOfJournals expected) {
        try (Tables inventory = Tables.of(stores.apply("inventory"))) {
            List<Stock> seen = inventory.rows(Stock::read, STOCK);
            assertThat(seen)
                    .isEqualTo(seen.stream().map(stock -> stock.asOf(expected)).toList());
        }
    }

    private record Stock(String id, long received, long onHand, long reserved) {

        static Stock read(ResultSet row) throws SQLException {
            return new Stock(
                    row.getString("id"), row.getLong("received"), row.getLong("on_hand"), row.getLong("reserved"));
        }

        Stock asOf(ReadModelsOfJournals orders) {
            return new Stock(id, received, received - orders.units(id, "SHIPPED"), orders.units(id, "CONFIRMED"));
        }
    }
}
