package io.millrace.query.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.contracts.CustomerEvent.CustomerRegistered;
import org.junit.jupiter.api.Test;

class ProjectionTest {

    private static final DocumentSet CUSTOMERS = DocumentSet.named("customers").index("boss", "id");

    private static Projection.Builder customers() {
        return Projection.named("customers", 1)
                .on(CustomerRegistered.class, CUSTOMERS, CustomerRegistered::customerId, (document, fact) -> document);
    }

    @Test
    void listensToTheOwnersOfItsEvents() {
        assertThat(Orders.PROJECTION.sources()).containsExactlyInAnyOrder("customers", "orders");
    }

    @Test
    void writesReferencesBeforeWhatRefersToThem() {
        assertThat(Orders.PROJECTION.writeOrder()).containsExactly(Orders.CUSTOMERS, Orders.ORDERS);
    }

    @Test
    void refusesAJoinWithoutTheIndexThatFindsItsReferrers() {
        assertThatThrownBy(() -> customers().join(DocumentSet.named("orders"), "customer", CUSTOMERS, (o, c) -> o))
                .hasMessageContaining("index on (customer, id) of orders");
    }

    @Test
    void refusesASecondFoldOfTheSameEventIntoTheSameDocuments() {
        assertThatThrownBy(() -> customers()
                        .on(CustomerRegistered.class, CUSTOMERS, CustomerRegistered::customerId, (d, fact) -> d))
                .hasMessageContaining("touches customers twice");
    }

    @Test
    void refusesFieldsThatTheEngineUsesItself() {
        assertThatThrownBy(() -> Document.absent("1").with("rev", 7)).hasMessageContaining("may not be called rev");
    }

    @Test
    void refusesAChainOfJoins() {
        assertThatThrownBy(() -> customers()
                        .join(CUSTOMERS, "boss", CUSTOMERS, (o, c) -> o)
                        .build())
                .hasMessageContaining("a chain of joins");
    }

    @Test
    void refusesAJoinWithDocumentsThatNothingTouches() {
        assertThatThrownBy(() -> customers()
                        .join(CUSTOMERS, "boss", DocumentSet.named("bosses"), (o, c) -> o)
                        .build())
                .hasMessageContaining("no event touches");
    }
}
