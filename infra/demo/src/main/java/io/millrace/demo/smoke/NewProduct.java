package io.millrace.demo.smoke;

import io.millrace.contracts.Money;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A product to be added. */
public record NewProduct(String sku, String title, String category, Money price, JsonObject attributes) {

    /** What a miller sells. */
    public static final List<NewProduct> ALL = List.of(
            inEuro("MILL-FLOUR-1", "Stone-ground flour, 1 kg", "groceries", 349)
                    .with("grain", "spelt")
                    .with("ash content", 0.812),
            inEuro("MILL-BREAD-1", "Sourdough loaf", "groceries", 590)
                    .with("allergens", new JsonArray().add("gluten").add("sesame")),
            inEuro("MILL-STONE-1", "Hand mill with granite stones", "kitchen", 12900)
                    .with("stones", new JsonObject().put("diameter.mm", 110).put("material", "granite")),
            inEuro("MILL-SIEVE-1", "Flour sieve, beech", "kitchen", 2450).with("$mesh", 0.5),
            inEuro("MILL-WHEEL-1", "Water wheel, model 1:20", "models", 7995).with("parts", 148),
            inEuro("MILL-BOOK-1", "The Miller's Handbook", "books", 1999)
                    .with("isbn", "978-0-00-000000-2")
                    .with("author", "Zoë Weir"));

    private static NewProduct inEuro(String sku, String title, String category, long cents) {
        return new NewProduct(sku, title, category, new Money(cents, "EUR"), new JsonObject());
    }

    private NewProduct with(String attribute, Object value) {
        return new NewProduct(sku, title, category, price, attributes.copy().put(attribute, value));
    }

    /** The body of the command that adds it. */
    public JsonObject asCommand() {
        return new JsonObject()
                .put("sku", sku)
                .put("title", title)
                .put("category", category)
                .put("price", SentOrder.shown(price))
                .put("attributes", attributes);
    }
}
