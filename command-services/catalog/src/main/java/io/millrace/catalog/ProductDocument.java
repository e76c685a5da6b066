package io.millrace.catalog;

import io.millrace.catalog.Product.Status;
import io.millrace.contracts.Money;
import io.millrace.kit.decider.Rejection;
import io.millrace.kit.journal.mongo.StateDocuments;
import io.millrace.kit.journal.mongo.UniqueRule;
import java.util.Locale;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** The product collection, this service's own affair. */
final class ProductDocument {

    static final StateDocuments<Product> STATES =
            new StateDocuments<>("product", ProductDocument::write, ProductDocument::read);

    /** One product per SKU, whatever its case; a discontinued product keeps it. */
    static final UniqueRule<Product> UNIQUE_SKU = new UniqueRule<>("product_sku", ProductDocument::heldSku);

    private ProductDocument() {}

    static @Nullable Rejection violation(String rule) {
        return rule.equals(UNIQUE_SKU.name()) ? ProductDecider.skuTaken() : null;
    }

    private static @Nullable String heldSku(Product product) {
        return product.status() == Status.UNKNOWN ? null : product.sku().toLowerCase(Locale.ROOT);
    }

    private static Document write(Product product) {
        Details details = product.details();
        Money price = product.price();
        return new Document("status", product.status().name())
                .append("sku", product.sku())
                .append("title", details.title())
                .append("description", details.description())
                .append("category", details.category())
                .append("price", new Document("amount", price.amount()).append("currency", price.currency()))
                .append("attributes", details.attributes().members());
    }

    private static Product read(Document product) {
        Document price = product.get("price", Document.class);
        return new Product(
                Status.valueOf(product.getString("status")),
                product.getString("sku"),
                new Details(
                        product.getString("title"),
                        product.getString("description"),
                        product.getString("category"),
                        new Attributes(product.get("attributes", Document.class))),
                new Money(price.getLong("amount"), price.getString("currency")));
    }
}
