package io.millrace.contracts;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * What the inventory service publishes. Every event carries the counters as they are after it, so that a reader need not
 * add up: {@code onHand} units are in the warehouse, {@code reserved} of them belong to open orders.
 */
public sealed interface InventoryEvent extends Event {

    String productId();

    long onHand();

    long reserved();

    @Override
    @JsonIgnore
    default String aggregateId() {
        return productId();
    }

    record StockReceived(String productId, long quantity, long onHand, long reserved) implements InventoryEvent {
        public StockReceived {
            requireNonNull(productId, "productId");
        }
    }

    record StockReserved(String productId, String orderId, long quantity, long onHand, long reserved)
            implements InventoryEvent {
        public StockReserved {
            requireNonNull(productId, "productId");
            requireNonNull(orderId, "orderId");
        }
    }

    /** An order asked for more than was available; nothing is reserved for this line. */
    record StockShort(String productId, String orderId, long quantity, long onHand, long reserved)
            implements InventoryEvent {
        public StockShort {
            requireNonNull(productId, "productId");
            requireNonNull(orderId, "orderId");
        }
    }

    record StockReleased(String productId, String orderId, long quantity, long onHand, long reserved)
            implements InventoryEvent {
        public StockReleased {
            requireNonNull(productId, "productId");
            requireNonNull(orderId, "orderId");
        }
    }

    record StockShipped(String productId, String orderId, long quantity, long onHand, long reserved)
            implements InventoryEvent {
        public StockShipped {
            requireNonNull(productId, "productId");
            requireNonNull(orderId, "orderId");
        }
    }
}
