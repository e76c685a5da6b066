package io.millrace.customers;

import static io.millrace.kit.decider.Rejection.Kind.CONFLICT;
import static io.millrace.kit.decider.Rejection.Kind.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.CustomerEvent;
import io.millrace.contracts.CustomerEvent.CustomerClosed;
import io.millrace.contracts.CustomerEvent.CustomerEmailChanged;
import io.millrace.contracts.CustomerEvent.CustomerRegistered;
import io.millrace.contracts.CustomerEvent.CustomerRenamed;
import io.millrace.customers.Customer.Status;
import io.millrace.customers.CustomerCommand.ChangeEmail;
import io.millrace.customers.CustomerCommand.CloseCustomer;
import io.millrace.customers.CustomerCommand.RegisterCustomer;
import io.millrace.customers.CustomerCommand.RenameCustomer;
import io.millrace.kit.decider.DeciderSpec;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CustomerDeciderTest {

    private static final String ADA = "0190a1b2-0000-7000-8000-000000000001";
    private static final CustomerRegistered REGISTERED =
            new CustomerRegistered(ADA, "Ada", "Lovelace", "ada@example.org");
    private static final CustomerRenamed RENAMED = new CustomerRenamed(ADA, "Augusta", "King");
    private static final CustomerEmailChanged MOVED = new CustomerEmailChanged(ADA, "countess@example.org");
    private static final CustomerClosed CLOSED = new CustomerClosed(ADA);

    private static final RegisterCustomer REGISTER = new RegisterCustomer(ADA, "Ada", "Lovelace", "ada@example.org");
    private static final RenameCustomer RENAME = new RenameCustomer(ADA, "Augusta", "King");
    private static final ChangeEmail CHANGE_EMAIL = new ChangeEmail(ADA, "countess@example.org");
    private static final CloseCustomer CLOSE = new CloseCustomer(ADA);

    private final DeciderSpec<CustomerCommand, Customer, CustomerEvent> customer =
            DeciderSpec.of(new CustomerDecider());

    @Nested
    class WhoIsNotRegistered {

        @Test
        void canRegister() {
            customer.given().when(REGISTER).then(REGISTERED);
        }

        @Test
        void isUnknownToEveryOtherCommand() {
            customer.given().when(RENAME).thenRejected(UNKNOWN, "unknown-customer");
            customer.given().when(CHANGE_EMAIL).thenRejected(UNKNOWN, "unknown-customer");
            customer.given().when(CLOSE).thenRejected(UNKNOWN, "unknown-customer");
        }
    }

    @Nested
    class WhoIsActive {

        @Test
        void cannotRegisterAgain() {
            customer.given(REGISTERED).when(REGISTER).thenRejected(CONFLICT, "customer-exists");
        }

        @Test
        void canBeRenamed() {
            customer.given(REGISTERED).when(RENAME).then(RENAMED);
        }

        @Test
        void canTakeJustAnotherFirstName() {
            customer.given(REGISTERED)
                    .when(new RenameCustomer(ADA, "Augusta", "Lovelace"))
                    .then(new CustomerRenamed(ADA, "Augusta", "Lovelace"));
        }

        @Test
        void isNotRenamedToTheSameName() {
            customer.given(REGISTERED, RENAMED).when(RENAME).thenNothing();
        }

        @Test
        void canMoveToAnotherAddress() {
            customer.given(REGISTERED).when(CHANGE_EMAIL).then(MOVED);
        }

        @Test
        void doesNotMoveToTheSameAddress() {
            customer.given(REGISTERED, MOVED).when(CHANGE_EMAIL).thenNothing();
        }

        @Test
        void canSpellTheSameAddressInAnotherCase() {
            customer.given(REGISTERED)
                    .when(new ChangeEmail(ADA, "Ada@Example.org"))
                    .then(new CustomerEmailChanged(ADA, "Ada@Example.org"));
        }

        @Test
        void canGo() {
            customer.given(REGISTERED).when(CLOSE).then(CLOSED);
        }
    }

    @Nested
    class WhoHasGone {

        @Test
        void canGoAgainForNothing() {
            customer.given(REGISTERED, CLOSED).when(CLOSE).thenNothing();
        }

        @Test
        void changesNoMore() {
            customer.given(REGISTERED, CLOSED).when(RENAME).thenRejected(CONFLICT, "customer-closed");
            customer.given(REGISTERED, CLOSED).when(CHANGE_EMAIL).thenRejected(CONFLICT, "customer-closed");
        }

        @Test
        void doesNotRegisterUnderTheOldId() {
            customer.given(REGISTERED, CLOSED).when(REGISTER).thenRejected(CONFLICT, "customer-exists");
        }
    }

    @Test
    void theStateIsWhatTheEventsSay() {
        assertThat(customer.given().state()).isEqualTo(Customer.NONE);
        assertThat(customer.given(REGISTERED, RENAMED, MOVED, CLOSED).state())
                .isEqualTo(new Customer(Status.CLOSED, "Augusta", "King", "countess@example.org"));
    }
}
