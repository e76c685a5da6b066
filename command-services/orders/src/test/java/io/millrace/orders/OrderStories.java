package io.millrace.orders;

import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent.OrderConfirmed;
import io.millrace.contracts.OrderEvent.OrderLine;
import io.millrace.contracts.OrderEvent.OrderLineReserved;
import io.millrace.contracts.OrderEvent.OrderPlaced;
import io.millrace.contracts.OrderEvent.OrderRejected;
import io.millrace.orders.OrderCommand.Known;
import io.millrace.orders.OrderCommand.KnownCustomer;
import io.millrace.orders.OrderCommand.KnownProduct;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One order of two products that the tests of this package tell about. */
final class OrderStories {

    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final String ORDER = "0190a1b2-0000-7000-8000-000000000101";
    static final String ADA = "0190a1b2-0000-7000-8000-000000000001";
    static final String TEA = "0190a1b2-0000-7000-8000-00000000000a";
    static final String CUP = "0190a1b2-0000-7000-8000-00000000000b";
    static final Money TEA_PRICE = new Money(150, "EUR");
    static final Money CUP_PRICE = new Money(600, "EUR");
    static final Money TOTAL = new Money(900, "EUR");

    static final List<OrderLine> LINES = List.of(new OrderLine(TEA, 2, TEA_PRICE), new OrderLine(CUP, 1, CUP_PRICE));
    static final OrderPlaced PLACED = new OrderPlaced(ORDER, ADA, LINES, TOTAL);
    static final OrderLineReserved TEA_RESERVED = new OrderLineReserved(ORDER, ADA, TEA);
    static final OrderConfirmed CONFIRMED = new OrderConfirmed(ORDER, ADA, LINES, TOTAL, NOON);
    static final OrderRejected REJECTED = new OrderRejected(ORDER, ADA, LINES, TOTAL, List.of(CUP));

    static final Known KNOWN = new Known(
            new KnownCustomer(false),
            Map.of(TEA, new KnownProduct(TEA_PRICE, false), CUP, new KnownProduct(CUP_PRICE, false)));

    private OrderStories() {}
}
