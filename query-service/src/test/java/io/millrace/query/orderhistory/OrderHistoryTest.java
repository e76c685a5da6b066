package io.millrace.query.orderhistory;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.CatalogEvent.ProductAdded;
import io.millrace.contracts.CatalogEvent.ProductRevised;
import io.millrace.contracts.CustomerEvent.CustomerRegistered;
import io.millrace.contracts.CustomerEvent.CustomerRenamed;
import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent.OrderCancelled;
import io.millrace.contracts.OrderEvent.OrderConfirmed;
import io.millrace.contracts.OrderEvent.OrderLine;
import io.millrace.contracts.OrderEvent.OrderPlaced;
import io.millrace.contracts.OrderEvent.OrderRejected;
import io.millrace.contracts.OrderEvent.OrderShipped;
import io.millrace.query.projection.GivenEvents;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class OrderHistoryTest {

    private static final String NOON = "2026-11-22T12:00:00Z";
    private static final String LATER = "2026-11-22T12:05:00Z";
    private static final Money PRICE = new Money(450, "EUR");
    private static final Money TOTAL = new Money(1350, "EUR");
    private static final List<OrderLine> LINES = List.of(new OrderLine("p1", 2, PRICE), new OrderLine("p2", 1, PRICE));
    private static final OrderPlaced PLACED = new OrderPlaced("o1", "c1", LINES, TOTAL);
    private static final CustomerRegistered ADA = new CustomerRegistered("c1", "Ada", "Lovelace", "a@example.com");
    private static final ProductAdded MILL = new ProductAdded("p1", "sku", "Mill", null, "tools", PRICE, Map.of());

    private final GivenEvents given = GivenEvents.of(OrderHistory.PROJECTION);

    private JsonObject order() {
        return given.document(OrderHistory.ORDERS, "o1");
    }

    private List<Object> titles() {
        return order().getJsonArray("lines").stream()
                .map(line -> ((JsonObject) line).getValue("title", "?"))
                .toList();
    }

    private JsonObject latestStep() {
        JsonArray timeline = order().getJsonArray("timeline");
        return timeline.getJsonObject(timeline.size() - 1);
    }

    @Test
    void showsWhatWasPlaced() {
        given.happened(NOON, PLACED);

        JsonObject price = new JsonObject().put("amount", 450L).put("currency", "EUR");
        assertThat(order())
                .isEqualTo(new JsonObject()
                        .put("customerId", "c1")
                        .put("placedAt", "2026-11-22T12:00:00.000000Z")
                        .put(
                                "lines",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("productId", "p1")
                                                .put("quantity", 2L)
                                                .put("unitPrice", price))
                                        .add(new JsonObject()
                                                .put("productId", "p2")
                                                .put("quantity", 1L)
                                                .put("unitPrice", price)))
                        .put("productIds", new JsonArray().add("p1").add("p2"))
                        .put("total", new JsonObject().put("amount", 1350L).put("currency", "EUR"))
                        .put("status", "PLACED")
                        .put(
                                "timeline",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("status", "PLACED")
                                                .put("at", "2026-11-22T12:00:00.000000Z"))));
    }

    @Nested
    class ItsTimeline {

        @Test
        void tellsThatItWasConfirmedAndShipped() {
            given.happened(NOON, PLACED)
                    .happened(NOON, new OrderConfirmed("o1", "c1", LINES, TOTAL, Instant.parse(NOON)))
                    .happened(LATER, new OrderShipped("o1", "c1", LINES, TOTAL, "Post", "T-1"));

            assertThat(order().getString("status")).isEqualTo("SHIPPED");
            assertThat(order().getJsonArray("timeline")).hasSize(3);
            assertThat(latestStep())
                    .isEqualTo(new JsonObject()
                            .put("status", "SHIPPED")
                            .put("at", "2026-11-22T12:05:00.000000Z")
                            .put("carrier", "Post")
                            .put("trackingNumber", "T-1"));
        }

        @Test
        void tellsWhatWasShort() {
            given.happened(NOON, PLACED, new OrderRejected("o1", "c1", LINES, TOTAL, List.of("p2")));

            assertThat(order().getString("status")).isEqualTo("REJECTED");
            assertThat(latestStep().getJsonArray("shortProductIds")).containsExactly("p2");
        }

        @Test
        void tellsWhyItWasCancelled() {
            given.happened(NOON, PLACED, new OrderCancelled("o1", "c1", LINES, TOTAL, "too late", null));

            assertThat(order().getString("status")).isEqualTo("CANCELLED");
            assertThat(latestStep().getString("reason")).isEqualTo("too late");
        }
    }

    @Nested
    class NamesAndTitles {

        @Test
        void areTakenOverWhenTheOrderComesLast() {
            given.happened(NOON, ADA, MILL, PLACED);

            assertThat(order().getString("customerName")).isEqualTo("Ada Lovelace");
            assertThat(titles()).containsExactly("Mill", "?");
        }

        @Test
        void areTakenOverWhenTheOrderComesFirst() {
            given.happened(NOON, PLACED, ADA, MILL);

            assertThat(order().getString("customerName")).isEqualTo("Ada Lovelace");
            assertThat(titles()).containsExactly("Mill", "?");
        }

        @Test
        void followEveryChange() {
            given.happened(
                    NOON,
                    ADA,
                    MILL,
                    PLACED,
                    new CustomerRenamed("c1", "Ada", "King"),
                    new ProductRevised("p1", "Millstone", null, "tools", Map.of()));

            assertThat(order().getString("customerName")).isEqualTo("Ada King");
            assertThat(titles()).containsExactly("Millstone", "?");
        }

        @Test
        void ofOthersStayAsTheyAre() {
            given.happened(
                    NOON,
                    ADA,
                    new CustomerRegistered("c2", "Alan", "Turing", "t@example.com"),
                    PLACED,
                    new OrderPlaced("o2", "c2", LINES, TOTAL),
                    new CustomerRenamed("c2", "A.", "Turing"));

            assertThat(order().getString("customerName")).isEqualTo("Ada Lovelace");
            assertThat(given.document(OrderHistory.ORDERS, "o2").getString("customerName"))
                    .isEqualTo("A. Turing");
        }
    }
}
