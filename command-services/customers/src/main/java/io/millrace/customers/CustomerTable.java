package io.millrace.customers;

import io.millrace.customers.Customer.Status;
import io.millrace.kit.decider.Rejection;
import io.millrace.kit.journal.postgres.Column;
import io.millrace.kit.journal.postgres.StateTable;
import io.vertx.sqlclient.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The customer table, this service's own affair. */
final class CustomerTable {

    static final StateTable<Customer> TABLE = new StateTable<>(
            "customer",
            "customer",
            List.of(
                    Column.text("status", customer -> customer.status().name()),
                    Column.text("first_name", Customer::firstName),
                    Column.text("last_name", Customer::lastName),
                    Column.text("email", Customer::email)),
            CustomerTable::read);

    private CustomerTable() {}

    static @Nullable Rejection violation(String constraint) {
        return constraint.equals("customer_email") ? CustomerDecider.emailTaken() : null;
    }

    private static Customer read(Row row) {
        return new Customer(
                Status.valueOf(row.getString("status")),
                row.getString("first_name"),
                row.getString("last_name"),
                row.getString("email"));
    }
}
