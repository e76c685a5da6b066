package io.millrace.orders;

import io.millrace.contracts.Money;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be asked of an order. */
sealed interface OrderCommand {

    String orderId();

    /**
     * @param known what this service's own copy tells about the customer and the products; null until it is looked up
     */
    record PlaceOrder(
            String orderId,
            String customerId,
            List<Item> items,
            @Nullable Known known) implements OrderCommand {

        PlaceOrder(String orderId, String customerId, List<Item> items) {
            this(orderId, customerId, items, null);
        }

        PlaceOrder knowing(Known facts) {
            return new PlaceOrder(orderId, customerId, items, facts);
        }
    }

    record CancelOrder(String orderId, @Nullable String reason) implements OrderCommand {}

    record ShipOrder(
            String orderId,
            @Nullable String carrier,
            @Nullable String trackingNumber) implements OrderCommand {}

    /** Inventory has reserved a product for the order. */
    record RecordReserved(String orderId, String productId, Instant at) implements OrderCommand {}

    /** Inventory has less of a product than the order wants. */
    record RecordShort(String orderId, String productId) implements OrderCommand {}

    /** One line as it was asked for. */
    record Item(String productId, int quantity) {}

    /**
     * What the copies held when the order was decided.
     *
     * @param customer the customer, or null for one that nobody has told of
     * @param products by id; one that is missing is unknown
     */
    record Known(@Nullable KnownCustomer customer, Map<String, KnownProduct> products) {}

    record KnownCustomer(boolean closed) {}

    record KnownProduct(Money price, boolean discontinued) {}
}
