package io.millrace.demo.smoke;

import io.millrace.contracts.Money;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** An order as the commands so far, and inventory's answer to it, have made it. Immutable. */
public record SentOrder(String id, String customerId, List<Item> items, Status status) {

    /** How far it has come. */
    public enum Status {
        PLACED,
        CONFIRMED,
        REJECTED,
        CANCELLED,
        SHIPPED
    }

    /** So many units of a product at the price that it has at the time. */
    public record Item(String productId, int quantity, Money unitPrice) {

        /** At the price of now. */
        public static Item of(SentProduct product, int quantity) {
            return new Item(product.id(), quantity, product.price());
        }

        JsonObject asCommand() {
            return new JsonObject().put("productId", productId).put("quantity", quantity);
        }

        Money price() {
            return unitPrice.times(quantity);
        }

        JsonObject asShown(String title) {
            return new JsonObject()
                    .put("productId", productId)
                    .put("title", title)
                    .put("quantity", quantity)
                    .put("unitPrice", shown(unitPrice));
        }
    }

    static final String REASON = "changed my mind";
    /** Who brings every order. */
    public static final String CARRIER = "River Post";

    /** With another status. */
    public SentOrder with(Status other) {
        return new SentOrder(id, customerId, items, other);
    }

    /** Whether it counts in totals. */
    boolean sold() {
        return status == Status.CONFIRMED || status == Status.SHIPPED;
    }

    /** Of all items. */
    public int units() {
        return items.stream().mapToInt(Item::quantity).sum();
    }

    int units(SentProduct product) {
        return itemsOf(product).mapToInt(Item::quantity).sum();
    }

    Stream<Item> itemsOf(SentProduct product) {
        return items.stream().filter(item -> item.productId().equals(product.id()));
    }

    Money total() {
        return items.stream().map(Item::price).reduce(Money::plus).orElseThrow();
    }

    /** As the query service shows it, without times. */
    JsonObject shown(String customerName, UnaryOperator<String> titles, List<JsonObject> timeline) {
        return new JsonObject()
                .put("id", id)
                .put("customerId", customerId)
                .put("customerName", customerName)
                .put("status", status.name())
                .put(
                        "lines",
                        new JsonArray(items.stream()
                                .map(item -> item.asShown(titles.apply(item.productId())))
                                .toList()))
                .put("total", shown(total()))
                .put("timeline", new JsonArray(timeline));
    }

    static JsonObject shown(Money money) {
        return new JsonObject().put("amount", money.amount()).put("currency", money.currency());
    }
}
