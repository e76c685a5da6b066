package io.millrace.query.bestsellers;

import io.millrace.contracts.CatalogEvent.ProductAdded;
import io.millrace.contracts.CatalogEvent.ProductRevised;
import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent.OrderCancelled;
import io.millrace.contracts.OrderEvent.OrderConfirmed;
import io.millrace.contracts.OrderEvent.OrderLine;
import io.millrace.query.projection.Document;
import io.millrace.query.projection.DocumentSet;
import io.millrace.query.projection.Fact;
import io.millrace.query.projection.Projection;
import java.util.List;

/** One document a product, counting what of it is in confirmed orders that were not cancelled since. */
final class BestSellers {

    static final DocumentSet PRODUCTS = DocumentSet.named("products").index("-units", "id");

    static final Projection PROJECTION = Projection.named("best-sellers", 1)
            .on(ProductAdded.class, PRODUCTS, ProductAdded::productId, BestSellers::added)
            .on(ProductRevised.class, PRODUCTS, ProductRevised::productId, BestSellers::revised)
            .onEach(OrderConfirmed.class, PRODUCTS, event -> productIds(event.lines()), BestSellers::confirmed)
            .onEach(OrderCancelled.class, PRODUCTS, BestSellers::productsOfConfirmed, BestSellers::cancelled)
            .build();

    private BestSellers() {}

    private static Document added(Document product, Fact<ProductAdded> fact) {
        return product.with("title", fact.event().title());
    }

    private static Document revised(Document product, Fact<ProductRevised> fact) {
        return product.with("title", fact.event().title());
    }

    private static Document confirmed(Document product, Fact<OrderConfirmed> fact) {
        return counted(product, fact.event().lines(), 1);
    }

    private static Document cancelled(Document product, Fact<OrderCancelled> fact) {
        return counted(product, fact.event().lines(), -1);
    }

    private static List<String> productsOfConfirmed(OrderCancelled event) {
        return event.confirmedAt() == null ? List.of() : productIds(event.lines());
    }

    private static List<String> productIds(List<OrderLine> lines) {
        return lines.stream().map(OrderLine::productId).toList();
    }

    private static Document counted(Document product, List<OrderLine> lines, int times) {
        Document counted = product;
        for (OrderLine line : lines) {
            if (line.productId().equals(product.id())) {
                Money sold = line.unitPrice().times((long) times * line.quantity());
                counted = counted.plus("units", (long) times * line.quantity())
                        .with("revenue", counted.part("revenue").plusOrGone(sold.currency(), sold.amount()));
            }
        }
        return counted;
    }
}
