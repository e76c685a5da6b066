package io.millrace.query;

import io.millrace.contracts.CatalogEvent.ProductAdded;
import io.millrace.contracts.CatalogEvent.ProductRevised;
import io.millrace.contracts.CustomerEvent.CustomerRegistered;
import io.millrace.contracts.CustomerEvent.CustomerRenamed;
import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent.OrderCancelled;
import io.millrace.contracts.OrderEvent.OrderConfirmed;
import io.millrace.contracts.OrderEvent.OrderLine;
import io.millrace.contracts.OrderEvent.OrderPlaced;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events about one customer who orders one product, each order two pieces at 4.50 euros. */
record Story(String customer, String product) {

    static final Money PRICE = new Money(450, "EUR");
    static final Money TOTAL = new Money(900, "EUR");

    static Story begin() {
        return new Story(id(), id());
    }

    static String id() {
        return UUID.randomUUID().toString();
    }

    String email() {
        return "Ada." + customer + "@Example.com";
    }

    CustomerRegistered registered() {
        return new CustomerRegistered(customer, "Ada", "Lovelace", email());
    }

    CustomerRenamed renamed(String lastName) {
        return new CustomerRenamed(customer, "Ada", lastName);
    }

    ProductAdded added(String title) {
        return new ProductAdded(product, "sku-" + product, title, null, "tools", PRICE, Map.of());
    }

    ProductRevised revised(String title) {
        return new ProductRevised(product, title, null, "tools", Map.of());
    }

    OrderPlaced placed(String order) {
        return new OrderPlaced(order, customer, lines(), TOTAL);
    }

    OrderConfirmed confirmed(String order, Instant at) {
        return new OrderConfirmed(order, customer, lines(), TOTAL, at);
    }

    OrderCancelled cancelled(String order, @Nullable Instant confirmedAt) {
        return new OrderCancelled(order, customer, lines(), TOTAL, "changed my mind", confirmedAt);
    }

    private List<OrderLine> lines() {
        return List.of(new OrderLine(product, 2, PRICE));
    }
}
