package io.millrace.query.projection;

import io.millrace.contracts.CustomerEvent.CustomerClosed;
import io.millrace.contracts.CustomerEvent.CustomerRegistered;
import io.millrace.contracts.CustomerEvent.CustomerRenamed;
import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent.OrderCancelled;
import io.millrace.contracts.OrderEvent.OrderLine;
import io.millrace.contracts.OrderEvent.OrderPlaced;
import java.util.List;
import java.util.Set;

/** The smallest projection that has everything: orders that show their customer's name. Closing a customer makes it throw. */
final class Orders {

    static final DocumentSet ORDERS = DocumentSet.named("orders").index("customerId", "id");
    static final DocumentSet CUSTOMERS = DocumentSet.named("customers");

    /** Placing the order of this id makes the projection throw before it knows what is touched. */
    static final String NO_ID = "no-id";

    static final Projection PROJECTION = declare(1);

    private Orders() {}

    static Projection declare(int version) {
        return declare(version, new Bugs(Set.of("cannot close"), Set.of()));
    }

    /**
     * What makes functions throw.
     *
     * @param folds ids of events that cannot be folded; "cannot close" stands for every CustomerClosed
     * @param names last names that no order can show
     */
    record Bugs(Set<String> folds, Set<String> names) {
        static final Bugs NONE = new Bugs(Set.of(), Set.of());

        private void mayThrow(Fact<?> fact) {
            if (folds.contains(fact.envelope().id())) {
                throw new IllegalStateException("cannot fold " + fact.envelope().id());
            }
        }

        private Document show(Document order, Document customer) {
            if (names.contains(customer.text("name"))) {
                throw new IllegalStateException("cannot show " + customer.text("name"));
            }
            return order.with("name", customer.text("name"));
        }

        private Document close(Document customer) {
            if (folds.contains("cannot close")) {
                throw new IllegalStateException("cannot close");
            }
            return customer.with("closed", true);
        }
    }

    static Projection declare(int version, Bugs bugs) {
        return Projection.named("orders", version)
                .on(CustomerRegistered.class, CUSTOMERS, CustomerRegistered::customerId, (customer, fact) -> {
                    bugs.mayThrow(fact);
                    return customer.with("name", fact.event().lastName()).plus("names", 1);
                })
                .on(CustomerRenamed.class, CUSTOMERS, CustomerRenamed::customerId, (customer, fact) -> {
                    bugs.mayThrow(fact);
                    return customer.with("name", fact.event().lastName()).plus("names", 1);
                })
                .on(CustomerClosed.class, CUSTOMERS, CustomerClosed::customerId, (customer, fact) -> {
                    bugs.mayThrow(fact);
                    return bugs.close(customer);
                })
                .on(OrderPlaced.class, ORDERS, Orders::orderOf, (order, fact) -> {
                    bugs.mayThrow(fact);
                    return order.with("customerId", fact.event().customerId()).plus("placed", 1);
                })
                .on(OrderCancelled.class, ORDERS, OrderCancelled::orderId, (order, fact) -> {
                    bugs.mayThrow(fact);
                    return order.plus("cancelled", 1);
                })
                .join(ORDERS, "customerId", CUSTOMERS, bugs::show)
                .build();
    }

    private static String orderOf(OrderPlaced event) {
        if (event.orderId().equals(NO_ID)) {
            throw new IllegalStateException("cannot tell the order");
        }
        return event.orderId();
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
