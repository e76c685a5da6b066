package io.millrace.query.products;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.CatalogEvent.ProductAdded;
import io.millrace.contracts.CatalogEvent.ProductDiscontinued;
import io.millrace.contracts.CatalogEvent.ProductRepriced;
import io.millrace.contracts.CatalogEvent.ProductRevised;
import io.millrace.contracts.InventoryEvent.StockReceived;
import io.millrace.contracts.InventoryEvent.StockReleased;
import io.millrace.contracts.InventoryEvent.StockReserved;
import io.millrace.contracts.InventoryEvent.StockShipped;
import io.millrace.contracts.InventoryEvent.StockShort;
import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent.OrderCancelled;
import io.millrace.contracts.OrderEvent.OrderConfirmed;
import io.millrace.contracts.OrderEvent.OrderLine;
import io.millrace.query.projection.GivenEvents;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ProductsTest {

    private static final String NOON = "2026-11-22T12:00:00Z";
    private static final Money PRICE = new Money(1999, "EUR");

    private final GivenEvents given = GivenEvents.of(Products.PROJECTION);

    private static ProductAdded added(@Nullable String description, Map<String, Object> attributes) {
        return new ProductAdded("p1", "SKU-1", "Mühle", description, "Kitchen", PRICE, attributes);
    }

    private static OrderConfirmed confirmed(String order, OrderLine... lines) {
        return new OrderConfirmed(order, "c1", List.of(lines), PRICE, Instant.parse(NOON));
    }

    private static OrderCancelled cancelled(String order, @Nullable Instant confirmedAt, OrderLine... lines) {
        return new OrderCancelled(order, "c1", List.of(lines), PRICE, null, confirmedAt);
    }

    private static OrderLine line(String product, int quantity) {
        return new OrderLine(product, quantity, PRICE);
    }

    private Map<String, Object> product() {
        return given.document(Products.PRODUCTS, "p1").getMap();
    }

    @Nested
    class FromTheCatalog {

        @Test
        void comesEverythingThatDescribesIt() {
            given.happened(NOON, added("Grinds all.", Map.of("colour", "Red")));

            assertThat(given.document(Products.PRODUCTS, "p1"))
                    .isEqualTo(new JsonObject()
                            .put("sku", "SKU-1")
                            .put("status", "ACTIVE")
                            .put("title", "Mühle")
                            .put("titleKey", "muhle")
                            .put("description", "Grinds all.")
                            .put("category", "Kitchen")
                            .put("attributes", "{\"colour\":\"Red\"}")
                            .put("terms", JsonArray.of("muhle", "kitchen", "colour", "red", "grinds", "all"))
                            .put("price", 1999L)
                            .put("currency", "EUR")
                            .put("inStock", false)
                            .put("sold", 0L));
        }

        @Test
        void aRevisionReplacesAllFormerDetailsAndNothingElse() {
            given.happened(
                    NOON,
                    added("Grinds all.", Map.of("colour", "Red")),
                    new ProductRevised("p1", "Handmühle", null, "Tools", Map.of()));

            assertThat(product())
                    .containsEntry("sku", "SKU-1")
                    .containsEntry("title", "Handmühle")
                    .containsEntry("titleKey", "handmuhle")
                    .containsEntry("category", "Tools")
                    .containsEntry("attributes", "{}")
                    .containsEntry("price", 1999L)
                    .containsEntry("status", "ACTIVE")
                    .doesNotContainKey("description");
            assertThat(product().get("terms")).isEqualTo(JsonArray.of("handmuhle", "tools"));
        }

        @Test
        void comeNewPricesAndTheEnd() {
            given.happened(
                    NOON,
                    added(null, Map.of()),
                    new ProductRepriced("p1", new Money(2500, "USD")),
                    new ProductDiscontinued("p1"));

            assertThat(product())
                    .containsEntry("price", 2500L)
                    .containsEntry("currency", "USD")
                    .containsEntry("status", "DISCONTINUED");
        }

        @Test
        void attributesStayAsTheyAre() {
            Map<String, Object> nested = new LinkedHashMap<>();
            nested.put("$date", "2026-11-22T12:00:00Z");
            nested.put("a.b", Arrays.asList(1, null, true, "x"));
            Map<String, Object> attributes = new HashMap<>(Map.of(
                    "$oid",
                    "65a",
                    "",
                    Map.of(),
                    "größe",
                    nested,
                    "long",
                    Long.MIN_VALUE,
                    "beyond",
                    BigInteger.TWO.pow(80),
                    "double",
                    0.1,
                    "whole",
                    5.0));
            attributes.put("nothing", null);
            given.happened(NOON, added(null, attributes));

            JsonObject kept = new JsonObject((String) product().get("attributes"));
            assertThat(kept.getMap()).isEqualTo(attributes);
        }
    }

    @Nested
    class Terms {

        private JsonArray terms() {
            return given.document(Products.PRODUCTS, "p1").getJsonArray("terms");
        }

        @Test
        void areTakenFromNamesTextsAndNumbersAtAnyDepth() {
            Map<String, Object> attributes = new LinkedHashMap<>();
            attributes.put("Füll-Menge", Map.of("Liter", 5.0));
            attributes.put("tags", List.of("Oak", List.of(12L, 0.5, 1.0E10, true)));
            attributes.put("none", null);
            given.happened(NOON, added(null, attributes));

            assertThat(terms())
                    .isEqualTo(JsonArray.of(
                            "muhle",
                            "kitchen",
                            "full",
                            "menge",
                            "liter",
                            "5",
                            "tags",
                            "oak",
                            "12",
                            "0",
                            "10000000000",
                            "none"));
        }

        @Test
        void areBoundedAndTheDescriptionsWordsTheFirstToGo() {
            String description = String.join(
                    " ", IntStream.range(0, 1000).mapToObj(i -> "word" + i).toList());
            given.happened(NOON, added(description, Map.of("colour", "Red")));

            assertThat(terms()).hasSize(500).contains("muhle", "kitchen", "colour", "red", "word495");
        }
    }

    @Nested
    class FromInventory {

        @Test
        void comesWhatIsAvailableWithEveryEvent() {
            given.happened(NOON, added(null, Map.of()), new StockReceived("p1", 5, 5, 0));
            assertThat(product()).containsEntry("available", 5L).containsEntry("inStock", true);
            given.happened(NOON, new StockReserved("p1", "o1", 3, 5, 3));
            assertThat(product()).containsEntry("available", 2L);
            given.happened(NOON, new StockShort("p1", "o2", 3, 5, 3));
            assertThat(product()).containsEntry("available", 2L);
            given.happened(NOON, new StockReserved("p1", "o3", 2, 5, 5));
            assertThat(product()).containsEntry("available", 0L).containsEntry("inStock", false);
            given.happened(NOON, new StockShipped("p1", "o1", 3, 2, 2));
            assertThat(product()).containsEntry("available", 0L).containsEntry("inStock", false);
            given.happened(NOON, new StockReleased("p1", "o3", 2, 2, 0));
            assertThat(product()).containsEntry("available", 2L).containsEntry("inStock", true);
        }

        @Test
        void stockMayComeBeforeTheProductAndMakesNoneByItself() {
            given.happened(NOON, new StockReceived("p1", 5, 5, 0));
            assertThat(product()).doesNotContainKey("status");

            given.happened(NOON, added(null, Map.of()));
            assertThat(product())
                    .containsEntry("status", "ACTIVE")
                    .containsEntry("available", 5L)
                    .containsEntry("inStock", true);
        }
    }

    @Nested
    class FromOrders {

        @Test
        void comeUnitsSoldOverAllLinesWithoutWhatWasTakenBack() {
            Instant confirmedAt = Instant.parse(NOON);
            given.happened(
                    NOON,
                    confirmed("o1", line("p1", 2), line("p2", 1), line("p1", 3)),
                    confirmed("o2", line("p1", 4)),
                    added(null, Map.of()),
                    cancelled("o2", confirmedAt, line("p1", 4)),
                    cancelled("o3", null, line("p1", 7)));

            assertThat(product()).containsEntry("sold", 5L);
        }
    }
}
