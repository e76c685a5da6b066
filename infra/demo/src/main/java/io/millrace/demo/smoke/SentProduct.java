package io.millrace.demo.smoke;

import io.millrace.contracts.Money;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** A product as the commands so far have made it. Immutable. */
public record SentProduct(
        String id,
        String sku,
        String title,
        @Nullable String description,
        String category,
        Money price,
        JsonObject attributes,
        boolean discontinued,
        int received) {

    /** As it is after it was added. */
    public static SentProduct added(String id, NewProduct product) {
        return new SentProduct(
                id,
                product.sku(),
                product.title(),
                null,
                product.category(),
                product.price(),
                product.attributes(),
                false,
                0);
    }

    SentProduct revised(String newTitle, String newDescription) {
        return new SentProduct(id, sku, newTitle, newDescription, category, price, attributes, discontinued, received);
    }

    SentProduct repriced(Money other) {
        return new SentProduct(id, sku, title, description, category, other, attributes, discontinued, received);
    }

    SentProduct asDiscontinued() {
        return new SentProduct(id, sku, title, description, category, price, attributes, true, received);
    }

    /** With so much more stock. */
    public SentProduct withReceived(int quantity) {
        return new SentProduct(
                id, sku, title, description, category, price, attributes, discontinued, received + quantity);
    }

    JsonObject details() {
        JsonObject details =
                new JsonObject().put("title", title).put("category", category).put("attributes", attributes);
        return description == null ? details : details.put("description", description);
    }

    /** As the query service shows it. */
    JsonObject page(int available, int sold) {
        return new JsonObject()
                .put("id", id)
                .put("sku", sku)
                .put("title", title)
                .put("description", description)
                .put("category", category)
                .put("price", SentOrder.shown(price))
                .put("status", discontinued ? "DISCONTINUED" : "ACTIVE")
                .put("available", available)
                .put("inStock", available > 0)
                .put("unitsSold", sold)
                .put("attributes", attributes);
    }
}
