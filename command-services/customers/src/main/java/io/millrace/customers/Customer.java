package io.millrace.customers;

/** A customer's state. */
record Customer(Status status, String firstName, String lastName, String email) {

    static final Customer NONE = new Customer(Status.UNKNOWN, "", "", "");

    enum Status {
        /** Not registered. */
        UNKNOWN,
        ACTIVE,
        CLOSED
    }

    Customer named(String first, String last) {
        return new Customer(status, first, last, email);
    }

    Customer reachedAt(String address) {
        return new Customer(status, firstName, lastName, address);
    }

    Customer closed() {
        return new Customer(Status.CLOSED, firstName, lastName, email);
    }
}
