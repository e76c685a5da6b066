package io.millrace.query.products;

import io.millrace.contracts.CatalogEvent.ProductAdded;
import io.millrace.contracts.CatalogEvent.ProductDiscontinued;
import io.millrace.contracts.CatalogEvent.ProductRepriced;
import io.millrace.contracts.CatalogEvent.ProductRevised;
import io.millrace.contracts.InventoryEvent;
import io.millrace.contracts.InventoryEvent.StockReceived;
import io.millrace.contracts.InventoryEvent.StockReleased;
import io.millrace.contracts.InventoryEvent.StockReserved;
import io.millrace.contracts.InventoryEvent.StockShipped;
import io.millrace.contracts.InventoryEvent.StockShort;
import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent.OrderCancelled;
import io.millrace.contracts.OrderEvent.OrderConfirmed;
import io.millrace.contracts.OrderEvent.OrderLine;
import io.millrace.query.projection.Document;
import io.millrace.query.projection.DocumentSet;
import io.millrace.query.projection.Fact;
import io.millrace.query.projection.Projection;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One document a product: details and price from the catalog, what is available from inventory, units sold from orders. Stock
 * and orders may come before the product; such a document has no {@code status} yet. Attributes are kept as JSON text: names
 * such as {@code $date} or {@code a.b} would mean something to the store.
 */
final class Products {

    static final DocumentSet PRODUCTS = DocumentSet.named("products")
            .index("terms")
            .index("status", "sku", "id")
            .index("status", "titleKey", "id")
            .index("status", "price", "id")
            .index("status", "sold", "id")
            .index("status", "category", "titleKey", "id")
            .index("status", "category", "price", "id")
            .index("status", "category", "sold", "id");

    static final Projection PROJECTION = Projection.named("products", 1)
            .on(ProductAdded.class, PRODUCTS, ProductAdded::productId, Products::added)
            .on(ProductRevised.class, PRODUCTS, ProductRevised::productId, Products::revised)
            .on(ProductRepriced.class, PRODUCTS, ProductRepriced::productId, Products::repriced)
            .on(ProductDiscontinued.class, PRODUCTS, ProductDiscontinued::productId, Products::discontinued)
            .on(StockReceived.class, PRODUCTS, StockReceived::productId, Products::counted)
            .on(StockReserved.class, PRODUCTS, StockReserved::productId, Products::counted)
            .on(StockShort.class, PRODUCTS, StockShort::productId, Products::counted)
            .on(StockReleased.class, PRODUCTS, StockReleased::productId, Products::counted)
            .on(StockShipped.class, PRODUCTS, StockShipped::productId, Products::counted)
            .onEach(OrderConfirmed.class, PRODUCTS, event -> productIds(event.lines()), Products::confirmed)
            .onEach(OrderCancelled.class, PRODUCTS, Products::productsOfConfirmed, Products::cancelled)
            .build();

    private Products() {}

    private static Document added(Document product, Fact<ProductAdded> fact) {
        ProductAdded event = fact.event();
        Document added = product.with("sku", event.sku()).with("status", "ACTIVE");
        Document described = described(added, event.title(), event.description(), event.category(), event.attributes());
        return inStock(priced(described, event.price())).plus("sold", 0);
    }

    private static Document revised(Document product, Fact<ProductRevised> fact) {
        ProductRevised event = fact.event();
        return described(product, event.title(), event.description(), event.category(), event.attributes());
    }

    private static Document repriced(Document product, Fact<ProductRepriced> fact) {
        return priced(product, fact.event().price());
    }

    private static Document discontinued(Document product, Fact<ProductDiscontinued> fact) {
        return product.with("status", "DISCONTINUED");
    }

    /** Every event of the stock carries the counters as they are after it. */
    private static Document counted(Document product, Fact<? extends InventoryEvent> fact) {
        InventoryEvent event = fact.event();
        return inStock(product.with("available", event.onHand() - event.reserved()));
    }

    private static Document confirmed(Document product, Fact<OrderConfirmed> fact) {
        return product.plus("sold", units(product, fact.event().lines()));
    }

    private static Document cancelled(Document product, Fact<OrderCancelled> fact) {
        return product.plus("sold", -units(product, fact.event().lines()));
    }

    private static Document described(
            Document product,
            String title,
            @Nullable String description,
            String category,
            Map<String, Object> attributes) {
        return product.without("description")
                .withIfKnown("description", description)
                .with("title", title)
                .with("titleKey", Words.sortKey(title))
                .with("category", category)
                .with("attributes", new JsonObject(attributes).encode())
                .with("terms", SearchTerms.of(title, category, attributes, description));
    }

    private static Document priced(Document product, Money price) {
        return product.with("price", price.amount()).with("currency", price.currency());
    }

    /** Whichever of stock and product comes first: both say so, by the same number. */
    private static Document inStock(Document product) {
        return product.with("inStock", product.number("available") > 0);
    }

    private static List<String> productsOfConfirmed(OrderCancelled event) {
        return event.confirmedAt() == null ? List.of() : productIds(event.lines());
    }

    private static List<String> productIds(List<OrderLine> lines) {
        return lines.stream().map(OrderLine::productId).toList();
    }

    private static long units(Document product, List<OrderLine> lines) {
        return lines.stream()
                .filter(line -> line.productId().equals(product.id()))
                .mapToLong(OrderLine::quantity)
                .sum();
    }
}
