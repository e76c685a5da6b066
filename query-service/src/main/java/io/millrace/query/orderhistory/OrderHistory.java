package io.millrace.query.orderhistory;

import io.millrace.contracts.CatalogEvent.ProductAdded;
import io.millrace.contracts.CatalogEvent.ProductRevised;
import io.millrace.contracts.CustomerEvent.CustomerRegistered;
import io.millrace.contracts.CustomerEvent.CustomerRenamed;
import io.millrace.contracts.OrderEvent.OrderCancelled;
import io.millrace.contracts.OrderEvent.OrderConfirmed;
import io.millrace.contracts.OrderEvent.OrderLine;
import io.millrace.contracts.OrderEvent.OrderPlaced;
import io.millrace.contracts.OrderEvent.OrderRejected;
import io.millrace.contracts.OrderEvent.OrderShipped;
import io.millrace.query.projection.Document;
import io.millrace.query.projection.DocumentSet;
import io.millrace.query.projection.Fact;
import io.millrace.query.projection.Projection;
import java.util.ArrayList;
import java.util.List;

/**
 * One document an order, which shows the customer's name and the products' titles as they are now; both are kept in
 * documents of their own, because they may come before or after the orders that show them.
 */
final class OrderHistory {

    static final DocumentSet ORDERS = DocumentSet.named("orders")
            .followedBy("customerId")
            .index("customerId", "-placedAt", "-id")
            .index("customerId", "status", "-placedAt", "-id")
            .index("customerId", "id")
            .index("productIds", "id");
    static final DocumentSet CUSTOMERS = DocumentSet.named("customers");
    static final DocumentSet PRODUCTS = DocumentSet.named("products");

    static final Projection PROJECTION = Projection.named("order-history", 1)
            .on(CustomerRegistered.class, CUSTOMERS, CustomerRegistered::customerId, OrderHistory::customer)
            .on(CustomerRenamed.class, CUSTOMERS, CustomerRenamed::customerId, OrderHistory::renamed)
            .on(ProductAdded.class, PRODUCTS, ProductAdded::productId, OrderHistory::product)
            .on(ProductRevised.class, PRODUCTS, ProductRevised::productId, OrderHistory::revised)
            .on(OrderPlaced.class, ORDERS, OrderPlaced::orderId, OrderHistory::placed)
            .on(OrderConfirmed.class, ORDERS, OrderConfirmed::orderId, OrderHistory::confirmed)
            .on(OrderRejected.class, ORDERS, OrderRejected::orderId, OrderHistory::rejected)
            .on(OrderCancelled.class, ORDERS, OrderCancelled::orderId, OrderHistory::cancelled)
            .on(OrderShipped.class, ORDERS, OrderShipped::orderId, OrderHistory::shipped)
            .join(ORDERS, "customerId", CUSTOMERS, OrderHistory::showName)
            .join(ORDERS, "productIds", PRODUCTS, OrderHistory::showTitle)
            .build();

    private OrderHistory() {}

    private static Document customer(Document customer, Fact<CustomerRegistered> fact) {
        return named(customer, fact.event().firstName(), fact.event().lastName());
    }

    private static Document renamed(Document customer, Fact<CustomerRenamed> fact) {
        return named(customer, fact.event().firstName(), fact.event().lastName());
    }

    private static Document named(Document customer, String firstName, String lastName) {
        return customer.with("name", (firstName + " " + lastName).strip());
    }

    private static Document product(Document product, Fact<ProductAdded> fact) {
        return product.with("title", fact.event().title());
    }

    private static Document revised(Document product, Fact<ProductRevised> fact) {
        return product.with("title", fact.event().title());
    }

    private static Document placed(Document order, Fact<OrderPlaced> fact) {
        OrderPlaced event = fact.event();
        Document placed = order.with("customerId", event.customerId())
                .with("placedAt", fact.time())
                .with("lines", event.lines().stream().map(OrderHistory::line).toList())
                .with(
                        "productIds",
                        event.lines().stream()
                                .map(OrderLine::productId)
                                .distinct()
                                .toList())
                .with("total", event.total());
        return now(placed, "PLACED", fact, Document.part());
    }

    private static Document line(OrderLine line) {
        return Document.part()
                .with("productId", line.productId())
                .with("quantity", line.quantity())
                .with("unitPrice", line.unitPrice());
    }

    private static Document confirmed(Document order, Fact<OrderConfirmed> fact) {
        return now(order, "CONFIRMED", fact, Document.part());
    }

    private static Document rejected(Document order, Fact<OrderRejected> fact) {
        return now(
                order,
                "REJECTED",
                fact,
                Document.part().with("shortProductIds", fact.event().shortProductIds()));
    }

    private static Document cancelled(Document order, Fact<OrderCancelled> fact) {
        return now(
                order,
                "CANCELLED",
                fact,
                Document.part().withIfKnown("reason", fact.event().reason()));
    }

    private static Document shipped(Document order, Fact<OrderShipped> fact) {
        Document details = Document.part()
                .withIfKnown("carrier", fact.event().carrier())
                .withIfKnown("trackingNumber", fact.event().trackingNumber());
        return now(order, "SHIPPED", fact, details);
    }

    private static Document now(Document order, String status, Fact<?> fact, Document details) {
        List<Document> timeline = new ArrayList<>(order.parts("timeline"));
        timeline.add(details.with("status", status).with("at", fact.time()));
        return order.with("status", status).with("timeline", timeline);
    }

    private static Document showName(Document order, Document customer) {
        return order.with("customerName", customer.text("name"));
    }

    private static Document showTitle(Document order, Document product) {
        return order.with(
                "lines",
                order.parts("lines").stream()
                        .map(line -> line.text("productId").equals(product.id())
                                ? line.with("title", product.text("title"))
                                : line)
                        .toList());
    }
}
