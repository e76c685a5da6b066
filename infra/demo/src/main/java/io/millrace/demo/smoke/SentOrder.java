package io.millrace.demo.smoke;

import io.millrace.contracts.Money;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** An order as the commands so far, and inventory's answer to it, have made it. Immutable. */
record SentOrder(String id, String customerId, List<Item> items, Status status) {

    enum Status {
        PLACED,
        CONFIRMED,
        REJECTED,
        CANCELLED,
        SHIPPED
    }

    record Item(Product product, int quantity) {

        JsonObject asCommand() {
            return new JsonObject().put("productId", product.id()).put("quantity", quantity);
        }

        Money price() {
            return product.price().times(quantity);
        }

        JsonObject asShown() {
            return new JsonObject()
                    .put("productId", product.id())
                    .put("title", product.title())
                    .put("quantity", quantity)
                    .put("unitPrice", shown(product.price()));
        }
    }

    static final String REASON = "changed my mind";
    static final String CARRIER = "River Post";

    SentOrder with(Status other) {
        return new SentOrder(id, customerId, items, other);
    }

    /** Whether it counts in totals. */
    boolean sold() {
        return status == Status.CONFIRMED || status == Status.SHIPPED;
    }

    int units() {
        return items.stream().mapToInt(Item::quantity).sum();
    }

    int units(Product product) {
        return items.stream()
                .filter(item -> item.product().equals(product))
                .mapToInt(Item::quantity)
                .sum();
    }

    Money total() {
        return items.stream().map(Item::price).reduce(Money::plus).orElseThrow();
    }

    /** As the query service shows it, without times. */
    JsonObject shown(String customerName, List<JsonObject> timeline) {
        return new JsonObject()
                .put("id", id)
                .put("customerId", customerId)
                .put("customerName", customerName)
                .put("status", status.name())
                .put("lines", new JsonArray(items.stream().map(Item::asShown).toList()))
                .put("total", shown(total()))
                .put("timeline", new JsonArray(timeline));
    }

    static JsonObject shown(Money money) {
        return new JsonObject().put("amount", money.amount()).put("currency", money.currency());
    }
}
