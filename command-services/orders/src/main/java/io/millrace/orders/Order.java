package io.millrace.orders;

import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent.OrderLine;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An order's state.
 *
 * @param reserved the products that inventory has reserved so far
 * @param confirmedAt when every line was reserved, or null
 */
record Order(
        Status status,
        String customerId,
        List<OrderLine> lines,
        Money total,
        Set<String> reserved,
        @Nullable Instant confirmedAt) {

    static final Order NONE = new Order(Status.UNKNOWN, "", List.of(), new Money(0, "XXX"), Set.of(), null);

    enum Status {
        /** Not placed. */
        UNKNOWN,
        PLACED,
        CONFIRMED,
        REJECTED,
        CANCELLED,
        SHIPPED
    }

    Order {
        lines = List.copyOf(lines);
        reserved = Set.copyOf(reserved);
    }

    Set<String> products() {
        return lines.stream().map(OrderLine::productId).collect(Collectors.toSet());
    }

    Order withReserved(String productId) {
        Set<String> next = new HashSet<>(reserved);
        next.add(productId);
        return new Order(status, customerId, lines, total, next, confirmedAt);
    }

    Order confirmed(Instant at) {
        return new Order(Status.CONFIRMED, customerId, lines, total, products(), at);
    }

    Order with(Status next) {
        return new Order(next, customerId, lines, total, reserved, confirmedAt);
    }
}
