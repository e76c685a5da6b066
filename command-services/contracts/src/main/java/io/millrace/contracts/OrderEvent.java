package io.millrace.contracts;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the orders service publishes. An event that changes what an order is worth carries the order's lines and total, so
 * that no reader needs an earlier one. An order has at least one line, all prices are in the currency of the total, and a
 * product may stand in several lines.
 */
public sealed interface OrderEvent extends Event {

    String orderId();

    String customerId();

    @Override
    @JsonIgnore
    default String aggregateId() {
        return orderId();
    }

    record OrderLine(String productId, int quantity, Money unitPrice) {
        public OrderLine {
            requireNonNull(productId, "productId");
            requireNonNull(unitPrice, "unitPrice");
        }
    }

    record OrderPlaced(String orderId, String customerId, List<OrderLine> lines, Money total) implements OrderEvent {
        public OrderPlaced {
            requireNonNull(orderId, "orderId");
            requireNonNull(customerId, "customerId");
            requireNonNull(total, "total");
            lines = List.copyOf(requireNonNull(lines, "lines"));
        }
    }

    /** Inventory has reserved one of several products; the order still waits for others. The last one confirms the order instead. */
    record OrderLineReserved(String orderId, String customerId, String productId) implements OrderEvent {
        public OrderLineReserved {
            requireNonNull(orderId, "orderId");
            requireNonNull(customerId, "customerId");
            requireNonNull(productId, "productId");
        }
    }

    /** Every line is reserved. {@code confirmedAt} equals the envelope's time. */
    record OrderConfirmed(String orderId, String customerId, List<OrderLine> lines, Money total, Instant confirmedAt)
            implements OrderEvent {
        public OrderConfirmed {
            requireNonNull(orderId, "orderId");
            requireNonNull(customerId, "customerId");
            requireNonNull(total, "total");
            requireNonNull(confirmedAt, "confirmedAt");
            lines = List.copyOf(requireNonNull(lines, "lines"));
        }
    }

    /** Inventory was short of at least one product; what was reserved for the other lines is to be released. */
    record OrderRejected(
            String orderId, String customerId, List<OrderLine> lines, Money total, List<String> shortProductIds)
            implements OrderEvent {
        public OrderRejected {
            requireNonNull(orderId, "orderId");
            requireNonNull(customerId, "customerId");
            requireNonNull(total, "total");
            lines = List.copyOf(requireNonNull(lines, "lines"));
            shortProductIds = List.copyOf(requireNonNull(shortProductIds, "shortProductIds"));
        }
    }

    /** {@code confirmedAt} is when the order had been confirmed, or null if it had not been yet. */
    record OrderCancelled(
            String orderId,
            String customerId,
            List<OrderLine> lines,
            Money total,
            @Nullable String reason,
            @Nullable Instant confirmedAt)
            implements OrderEvent {
        public OrderCancelled {
            requireNonNull(orderId, "orderId");
            requireNonNull(customerId, "customerId");
            requireNonNull(total, "total");
            lines = List.copyOf(requireNonNull(lines, "lines"));
        }
    }

    record OrderShipped(
            String orderId,
            String customerId,
            List<OrderLine> lines,
            Money total,
            @Nullable String carrier,
            @Nullable String trackingNumber)
            implements OrderEvent {
        public OrderShipped {
            requireNonNull(orderId, "orderId");
            requireNonNull(customerId, "customerId");
            requireNonNull(total, "total");
            lines = List.copyOf(requireNonNull(lines, "lines"));
        }
    }
}
