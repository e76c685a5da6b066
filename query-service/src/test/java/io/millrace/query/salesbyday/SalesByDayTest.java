package io.millrace.query.salesbyday;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent.OrderCancelled;
import io.millrace.contracts.OrderEvent.OrderConfirmed;
import io.millrace.contracts.OrderEvent.OrderLine;
import io.millrace.contracts.OrderEvent.OrderPlaced;
import io.millrace.query.projection.GivenEvents;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SalesByDayTest {

    private static final String BEFORE_MIDNIGHT = "2026-11-22T23:59:59.999999Z";
    private static final String AFTER_MIDNIGHT = "2026-11-23T00:00:00Z";

    private final GivenEvents given = GivenEvents.of(SalesByDay.PROJECTION);

    private static List<OrderLine> lines(String currency) {
        return List.of(
                new OrderLine("p1", 2, new Money(100, currency)), new OrderLine("p2", 3, new Money(50, currency)));
    }

    private static OrderConfirmed confirmed(String order, String at, String currency) {
        return new OrderConfirmed(order, "c1", lines(currency), new Money(350, currency), Instant.parse(at));
    }

    private static OrderCancelled cancelled(String order, @Nullable String confirmedAt) {
        return new OrderCancelled(
                order,
                "c1",
                lines("EUR"),
                new Money(350, "EUR"),
                null,
                confirmedAt == null ? null : Instant.parse(confirmedAt));
    }

    private static JsonObject day(String day, String currency, long orders) {
        return new JsonObject()
                .put("day", day)
                .put("currency", currency)
                .put("ordersConfirmed", orders)
                .put("units", 5 * orders)
                .put("revenue", 350 * orders);
    }

    @Test
    void countsByUtcDayAndCurrency() {
        given.happened(BEFORE_MIDNIGHT, confirmed("o1", BEFORE_MIDNIGHT, "EUR"))
                .happened(
                        AFTER_MIDNIGHT,
                        confirmed("o2", AFTER_MIDNIGHT, "EUR"),
                        confirmed("o3", AFTER_MIDNIGHT, "EUR"),
                        confirmed("o4", AFTER_MIDNIGHT, "USD"));

        assertThat(given.documents(SalesByDay.DAYS).values())
                .containsExactlyInAnyOrder(
                        day("2026-11-22", "EUR", 1), day("2026-11-23", "EUR", 2), day("2026-11-23", "USD", 1));
    }

    @Test
    void takesACancelledOrderBackFromTheDayOnWhichItWasConfirmed() {
        given.happened(BEFORE_MIDNIGHT, confirmed("o1", BEFORE_MIDNIGHT, "EUR"))
                .happened(AFTER_MIDNIGHT, confirmed("o2", AFTER_MIDNIGHT, "EUR"), cancelled("o1", BEFORE_MIDNIGHT));

        assertThat(given.documents(SalesByDay.DAYS).values())
                .containsExactlyInAnyOrder(day("2026-11-22", "EUR", 0), day("2026-11-23", "EUR", 1));
    }

    @Test
    void doesNotCountWhatWasNeverConfirmed() {
        given.happened(
                AFTER_MIDNIGHT,
                new OrderPlaced("o1", "c1", lines("EUR"), new Money(350, "EUR")),
                cancelled("o1", null));

        assertThat(given.documents(SalesByDay.DAYS)).isEmpty();
    }
}
