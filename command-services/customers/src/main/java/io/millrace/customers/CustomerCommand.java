package io.millrace.customers;

/** What can be asked of a customer. */
sealed interface CustomerCommand {

    String customerId();

    record RegisterCustomer(String customerId, String firstName, String lastName, String email)
            implements CustomerCommand {}

    record RenameCustomer(String customerId, String firstName, String lastName) implements CustomerCommand {}

    record ChangeEmail(String customerId, String email) implements CustomerCommand {}

    /** Closing a closed customer is nothing to do. */
    record CloseCustomer(String customerId) implements CustomerCommand {}
}
