package io.millrace.query.customerprofile;

import io.millrace.contracts.CustomerEvent.CustomerClosed;
import io.millrace.contracts.CustomerEvent.CustomerEmailChanged;
import io.millrace.contracts.CustomerEvent.CustomerRegistered;
import io.millrace.contracts.CustomerEvent.CustomerRenamed;
import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent.OrderCancelled;
import io.millrace.contracts.OrderEvent.OrderConfirmed;
import io.millrace.contracts.OrderEvent.OrderPlaced;
import io.millrace.query.projection.Document;
import io.millrace.query.projection.DocumentSet;
import io.millrace.query.projection.Fact;
import io.millrace.query.projection.Projection;
import java.util.List;
import java.util.Locale;

/**
 * One document a customer: who it is and what it has ordered in all. Totals are net: a confirmed order that is cancelled
 * leaves them again. Orders may come before the customer; such a document has no {@code status} yet.
 */
final class CustomerProfiles {

    static final DocumentSet CUSTOMERS =
            DocumentSet.named("customers").index("emailKey").index("status", "id");

    static final Projection PROJECTION = Projection.named("customer-profile", 1)
            .on(CustomerRegistered.class, CUSTOMERS, CustomerRegistered::customerId, CustomerProfiles::registered)
            .on(CustomerRenamed.class, CUSTOMERS, CustomerRenamed::customerId, CustomerProfiles::renamed)
            .on(CustomerEmailChanged.class, CUSTOMERS, CustomerEmailChanged::customerId, CustomerProfiles::emailChanged)
            .on(CustomerClosed.class, CUSTOMERS, CustomerClosed::customerId, CustomerProfiles::closed)
            .on(OrderPlaced.class, CUSTOMERS, OrderPlaced::customerId, CustomerProfiles::placed)
            .on(OrderConfirmed.class, CUSTOMERS, OrderConfirmed::customerId, CustomerProfiles::confirmed)
            .onEach(OrderCancelled.class, CUSTOMERS, CustomerProfiles::customerOfConfirmed, CustomerProfiles::cancelled)
            .build();

    private CustomerProfiles() {}

    /** E-mail addresses that differ in case only are the same. */
    static String emailKey(String email) {
        return email.toLowerCase(Locale.ROOT);
    }

    private static Document registered(Document customer, Fact<CustomerRegistered> fact) {
        CustomerRegistered event = fact.event();
        return withEmail(customer, event.email())
                .with("firstName", event.firstName())
                .with("lastName", event.lastName())
                .with("status", "ACTIVE");
    }

    private static Document renamed(Document customer, Fact<CustomerRenamed> fact) {
        return customer.with("firstName", fact.event().firstName())
                .with("lastName", fact.event().lastName());
    }

    private static Document emailChanged(Document customer, Fact<CustomerEmailChanged> fact) {
        return withEmail(customer, fact.event().email());
    }

    private static Document closed(Document customer, Fact<CustomerClosed> fact) {
        return customer.with("status", "CLOSED");
    }

    private static Document placed(Document customer, Fact<OrderPlaced> fact) {
        Document counted = customer.plus("ordersPlaced", 1);
        boolean later =
                !customer.has("lastOrderAt") || customer.time("lastOrderAt").isBefore(fact.time());
        return later ? counted.with("lastOrderAt", fact.time()) : counted;
    }

    private static Document confirmed(Document customer, Fact<OrderConfirmed> fact) {
        return withSpent(customer.plus("ordersConfirmed", 1), fact.event().total(), 1);
    }

    private static Document cancelled(Document customer, Fact<OrderCancelled> fact) {
        return withSpent(customer.plus("ordersConfirmed", -1), fact.event().total(), -1);
    }

    private static List<String> customerOfConfirmed(OrderCancelled event) {
        return event.confirmedAt() == null ? List.of() : List.of(event.customerId());
    }

    private static Document withEmail(Document customer, String email) {
        return customer.with("email", email).with("emailKey", emailKey(email));
    }

    private static Document withSpent(Document customer, Money total, long times) {
        Document spent = customer.part("spent");
        return customer.with("spent", spent.plusOrGone(total.currency(), times * total.amount()));
    }
}
