package io.millrace.query.customerprofile;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.CustomerEvent.CustomerClosed;
import io.millrace.contracts.CustomerEvent.CustomerEmailChanged;
import io.millrace.contracts.CustomerEvent.CustomerRegistered;
import io.millrace.contracts.CustomerEvent.CustomerRenamed;
import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent.OrderCancelled;
import io.millrace.contracts.OrderEvent.OrderConfirmed;
import io.millrace.contracts.OrderEvent.OrderLine;
import io.millrace.contracts.OrderEvent.OrderPlaced;
import io.millrace.query.projection.GivenEvents;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CustomerProfilesTest {

    private static final String NOON = "2026-11-22T12:00:00Z";
    private static final String EVENING = "2026-11-22T19:30:00.250Z";
    private static final List<OrderLine> LINES = List.of(new OrderLine("p1", 2, new Money(450, "EUR")));
    private static final Money TOTAL = new Money(900, "EUR");

    private final GivenEvents given = GivenEvents.of(CustomerProfiles.PROJECTION);

    private JsonObject customer() {
        return given.document(CustomerProfiles.CUSTOMERS, "c1");
    }

    private static CustomerRegistered registered() {
        return new CustomerRegistered("c1", "Ada", "Lovelace", "Ada@Example.com");
    }

    private static OrderPlaced placed(String order) {
        return new OrderPlaced(order, "c1", LINES, TOTAL);
    }

    private static OrderConfirmed confirmed(String order) {
        return new OrderConfirmed(order, "c1", LINES, TOTAL, Instant.parse(NOON));
    }

    private static OrderCancelled cancelled(String order, @Nullable String confirmedAt) {
        return new OrderCancelled(
                order, "c1", LINES, TOTAL, null, confirmedAt == null ? null : Instant.parse(confirmedAt));
    }

    @Test
    void showsWhoRegistered() {
        given.happened(NOON, registered());

        assertThat(customer())
                .isEqualTo(new JsonObject()
                        .put("firstName", "Ada")
                        .put("lastName", "Lovelace")
                        .put("email", "Ada@Example.com")
                        .put("emailKey", "ada@example.com")
                        .put("status", "ACTIVE"));
    }

    @Test
    void followsWhatChanges() {
        given.happened(
                NOON,
                registered(),
                new CustomerRenamed("c1", "Ada", "King"),
                new CustomerEmailChanged("c1", "ADA@king.example"),
                new CustomerClosed("c1"));

        assertThat(customer().getMap())
                .containsEntry("lastName", "King")
                .containsEntry("email", "ADA@king.example")
                .containsEntry("emailKey", "ada@king.example")
                .containsEntry("status", "CLOSED");
    }

    @Nested
    class Totals {

        @Test
        void countWhatIsPlacedAndWhatIsConfirmed() {
            given.happened(NOON, placed("o1")).happened(EVENING, placed("o2"), confirmed("o1"));

            assertThat(customer().getMap())
                    .containsEntry("ordersPlaced", 2L)
                    .containsEntry("ordersConfirmed", 1L)
                    .containsEntry("spent", new JsonObject().put("EUR", 900L))
                    .containsEntry("lastOrderAt", "2026-11-22T19:30:00.250000Z");
        }

        @Test
        void loseAConfirmedOrderThatIsCancelled() {
            given.happened(NOON, placed("o1"), confirmed("o1"), cancelled("o1", NOON));

            assertThat(customer().getMap())
                    .containsEntry("ordersPlaced", 1L)
                    .containsEntry("ordersConfirmed", 0L)
                    .containsEntry("spent", new JsonObject());
        }

        @Test
        void areNotTouchedByTheCancellationOfAnOrderThatWasNotConfirmed() {
            given.happened(NOON, placed("o1"), cancelled("o1", null));

            assertThat(customer().getMap()).containsEntry("ordersPlaced", 1L).doesNotContainKey("ordersConfirmed");
        }

        @Test
        void mayComeBeforeTheCustomer() {
            given.happened(NOON, placed("o1"), registered());

            assertThat(customer().getMap()).containsEntry("ordersPlaced", 1L).containsEntry("status", "ACTIVE");
        }
    }
}
