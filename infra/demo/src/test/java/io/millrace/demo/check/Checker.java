package io.millrace.demo.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Compares what a whole system shows with what its journals hold, which it reads from the stores themselves, while no
 * commands are sent. Blocks.
 */
public final class Checker {

    private static final Duration SETTLE = Duration.ofSeconds(40);

    private final UnaryOperator<String> stores;
    private final UnaryOperator<String> services;
    private final Map<String, String> titles;

    /**
     * @param stores a service's store, by the service's name, credentials included
     * @param services a service's address, by its name
     */
    public Checker(UnaryOperator<String> stores, UnaryOperator<String> services, Map<String, String> titles) {
        this.stores = stores;
        this.services = services;
        this.titles = titles;
    }

    /**
     * Waits until inventory has answered every order and every read model has caught up. Then positions are dense, what was
     * acknowledged is there, every read model is what the journals make it, and stock adds up.
     *
     * @return what was compared, in words
     */
    public String verify(Collection<Acknowledged> acknowledged) throws Exception {
        await("every order is answered")
                .atMost(SETTLE)
                .until(() -> expected(Journals.read(stores)).isEveryOrderAnswered());
        Journals journals = Journals.read(stores);
        ReadModelsOfJournals expected = expected(journals);
        journals.assertDense();
        acknowledged.forEach(journals::assertHolds);
        assertShown(expected, new Queries(services.apply("query"), journals.token()));
        await("stock adds up").atMost(SETTLE).untilAsserted(() -> assertStock(expected));
        return journals.size() + " events, " + expected.customers().size() + " customers, " + expected.orders()
                + " orders";
    }

    private ReadModelsOfJournals expected(Journals journals) {
        return new ReadModelsOfJournals(journals, titles);
    }

    private static void assertShown(ReadModelsOfJournals expected, Queries queries)
            throws IOException, InterruptedException {
        assertThat(queries.all("/customers")).isEqualTo(expected.customers());
        for (var customer : expected.customers()) {
            String id = customer.getString("id");
            assertThat(queries.all("/customers/" + id + "/orders")).isEqualTo(expected.ordersOf(id));
        }
        assertThat(queries.all("/sales/days")).isEqualTo(expected.days());
        assertThat(queries.all("/sales/products")).isEqualTo(expected.bestSellers());
    }

    /** Reserved is what confirmed orders hold, and what was received is on hand or was shipped. */
    private void assertStock(ReadModelsOfJournals expected) throws SQLException {
        try (Connection connection = Journals.connect(stores.apply("inventory"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT s.id, s.on_hand, s.reserved,"
                        + " (SELECT sum((data->>'quantity')::bigint) FROM journal WHERE aggregate_id = s.id"
                        + " AND type = 'StockReceived') AS received FROM stock s")) {
            List<String> wrong = new ArrayList<>();
            while (rows.next()) {
                String id = rows.getString("id");
                long reserved = expected.units(id, "CONFIRMED");
                long onHand = rows.getLong("received") - expected.units(id, "SHIPPED");
                if (rows.getLong("reserved") != reserved || rows.getLong("on_hand") != onHand) {
                    wrong.add(id + " has " + rows.getLong("on_hand") + " on hand and " + rows.getLong("reserved")
                            + " reserved, but should have " + onHand + " and " + reserved);
                }
            }
            assertThat(wrong).isEmpty();
        }
    }
}
