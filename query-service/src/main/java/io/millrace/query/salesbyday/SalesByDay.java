package io.millrace.query.salesbyday;

import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent.OrderCancelled;
import io.millrace.contracts.OrderEvent.OrderConfirmed;
import io.millrace.contracts.OrderEvent.OrderLine;
import io.millrace.query.projection.Document;
import io.millrace.query.projection.DocumentSet;
import io.millrace.query.projection.Fact;
import io.millrace.query.projection.Projection;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/**
 * One document a UTC day and currency, counting the orders confirmed on that day and not cancelled since, whenever that
 * was. A day whose orders were all cancelled counts zero.
 */
final class SalesByDay {

    static final DocumentSet DAYS = DocumentSet.named("days").index("day", "currency");

    static final Projection PROJECTION = Projection.named("sales-by-day", 1)
            .on(OrderConfirmed.class, DAYS, SalesByDay::dayOfConfirmed, SalesByDay::confirmed)
            .onEach(OrderCancelled.class, DAYS, SalesByDay::dayOfCancelled, SalesByDay::cancelled)
            .build();

    private SalesByDay() {}

    private static String dayOfConfirmed(OrderConfirmed event) {
        return id(event.confirmedAt(), event.total());
    }

    private static List<String> dayOfCancelled(OrderCancelled event) {
        return event.confirmedAt() == null ? List.of() : List.of(id(event.confirmedAt(), event.total()));
    }

    private static String id(Instant confirmedAt, Money total) {
        return confirmedAt.atOffset(ZoneOffset.UTC).toLocalDate() + " " + total.currency();
    }

    private static Document confirmed(Document day, Fact<OrderConfirmed> fact) {
        return counted(day, 1, fact.event().lines(), fact.event().total());
    }

    private static Document cancelled(Document day, Fact<OrderCancelled> fact) {
        return counted(day, -1, fact.event().lines(), fact.event().total());
    }

    private static Document counted(Document day, int times, List<OrderLine> lines, Money total) {
        long units = lines.stream().mapToLong(OrderLine::quantity).sum();
        return day.with("day", day.id().substring(0, day.id().indexOf(' ')))
                .with("currency", total.currency())
                .plus("ordersConfirmed", times)
                .plus("units", times * units)
                .plus("revenue", times * total.amount());
    }
}
