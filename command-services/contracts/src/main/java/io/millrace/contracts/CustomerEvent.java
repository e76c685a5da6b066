package io.millrace.contracts;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnore;

/** What the customers service publishes. */
public sealed interface CustomerEvent extends Event {

    String customerId();

    @Override
    @JsonIgnore
    default String aggregateId() {
        return customerId();
    }

    record CustomerRegistered(String customerId, String firstName, String lastName, String email)
            implements CustomerEvent {
        public CustomerRegistered {
            requireNonNull(customerId, "customerId");
            requireNonNull(firstName, "firstName");
            requireNonNull(lastName, "lastName");
            requireNonNull(email, "email");
        }
    }

    record CustomerRenamed(String customerId, String firstName, String lastName) implements CustomerEvent {
        public CustomerRenamed {
            requireNonNull(customerId, "customerId");
            requireNonNull(firstName, "firstName");
            requireNonNull(lastName, "lastName");
        }
    }

    record CustomerEmailChanged(String customerId, String email) implements CustomerEvent {
        public CustomerEmailChanged {
            requireNonNull(customerId, "customerId");
            requireNonNull(email, "email");
        }
    }

    record CustomerClosed(String customerId) implements CustomerEvent {
        public CustomerClosed {
            requireNonNull(customerId, "customerId");
        }
    }
}
