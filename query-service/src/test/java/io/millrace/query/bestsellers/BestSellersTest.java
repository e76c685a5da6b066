package io.millrace.query.bestsellers;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.CatalogEvent.ProductAdded;
import io.millrace.contracts.CatalogEvent.ProductRevised;
import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent.OrderCancelled;
import io.millrace.contracts.OrderEvent.OrderConfirmed;
import io.millrace.contracts.OrderEvent.OrderLine;
import io.millrace.query.projection.GivenEvents;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BestSellersTest {

    private static final String NOON = "2026-11-22T12:00:00Z";

    private final GivenEvents given = GivenEvents.of(BestSellers.PROJECTION);

    private static OrderConfirmed confirmed(String order, OrderLine... lines) {
        return new OrderConfirmed(order, "c1", List.of(lines), new Money(1, "EUR"), Instant.parse(NOON));
    }

    private static OrderCancelled cancelled(String order, OrderLine... lines) {
        return new OrderCancelled(order, "c1", List.of(lines), new Money(1, "EUR"), null, Instant.parse(NOON));
    }

    private static OrderLine line(String product, int quantity, long price, String currency) {
        return new OrderLine(product, quantity, new Money(price, currency));
    }

    private JsonObject product(String id) {
        return given.document(BestSellers.PRODUCTS, id);
    }

    @Test
    void addsUpUnitsAndRevenueOverAllLinesAndOrders() {
        given.happened(
                NOON,
                confirmed("o1", line("p1", 2, 100, "EUR"), line("p2", 1, 70, "EUR"), line("p1", 1, 90, "EUR")),
                confirmed("o2", line("p1", 4, 120, "USD")));

        assertThat(product("p1"))
                .isEqualTo(new JsonObject()
                        .put("units", 7L)
                        .put("revenue", new JsonObject().put("EUR", 290L).put("USD", 480L)));
        assertThat(product("p2"))
                .isEqualTo(new JsonObject().put("units", 1L).put("revenue", new JsonObject().put("EUR", 70L)));
    }

    @Test
    void takesCancelledOrdersBack() {
        given.happened(
                NOON,
                confirmed("o1", line("p1", 2, 100, "EUR")),
                confirmed("o2", line("p1", 4, 120, "USD")),
                cancelled("o2", line("p1", 4, 120, "USD")));

        assertThat(product("p1"))
                .isEqualTo(new JsonObject().put("units", 2L).put("revenue", new JsonObject().put("EUR", 200L)));
    }

    @Test
    void showsTheTitleAsItIsNow() {
        given.happened(
                NOON,
                confirmed("o1", line("p1", 2, 100, "EUR")),
                new ProductAdded("p1", "sku", "Mill", null, "tools", new Money(100, "EUR"), Map.of()),
                new ProductRevised("p1", "Millstone", null, "tools", Map.of()));

        assertThat(product("p1").getMap()).containsEntry("title", "Millstone").containsEntry("units", 2L);
    }
}
