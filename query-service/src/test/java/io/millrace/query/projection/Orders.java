package io.millrace.query.projection;

import io.millrace.contracts.CustomerEvent.CustomerClosed;
import io.millrace.contracts.CustomerEvent.CustomerRegistered;
import io.millrace.contracts.CustomerEvent.CustomerRenamed;
import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent.OrderLine;
import io.millrace.contracts.OrderEvent.OrderPlaced;
import java.util.List;

/** The smallest projection that has everything: orders that show their customer's name. Closing a customer makes it throw. */
final class Orders {

    static final DocumentSet ORDERS = DocumentSet.named("orders").index("customerId", "id");
    static final DocumentSet CUSTOMERS = DocumentSet.named("customers");

    static final Projection PROJECTION = declare(1);

    private Orders() {}

    static Projection declare(int version) {
        return Projection.named("orders", version)
                .on(
                        CustomerRegistered.class,
                        CUSTOMERS,
                        CustomerRegistered::customerId,
                        (customer, fact) -> customer.with("name", fact.event().lastName()))
                .on(
                        CustomerRenamed.class,
                        CUSTOMERS,
                        CustomerRenamed::customerId,
                        (customer, fact) -> customer.with("name", fact.event().lastName()))
                .on(CustomerClosed.class, CUSTOMERS, CustomerClosed::customerId, (customer, fact) -> {
                    throw new IllegalStateException("cannot close");
                })
                .on(
                        OrderPlaced.class,
                        ORDERS,
                        OrderPlaced::orderId,
                        (order, fact) -> order.with("customerId", fact.event().customerId())
                                .plus("placed", 1))
                .join(ORDERS, "customerId", CUSTOMERS, (order, customer) -> order.with("name", customer.text("name")))
                .build();
    }

    static CustomerRegistered registered(String id, String name) {
        return new CustomerRegistered(id, "First", name, id + "@example.com");
    }

    static CustomerRenamed renamed(String id, String name) {
        return new CustomerRenamed(id, "First", name);
    }

    static OrderPlaced placed(String id, String customerId) {
        Money price = new Money(100, "EUR");
        return new OrderPlaced(id, customerId, List.of(new OrderLine("p", 1, price)), price);
    }
}
