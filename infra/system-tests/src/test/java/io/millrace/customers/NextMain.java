package io.millrace.customers;

import io.millrace.contracts.CustomerEvent;
import io.millrace.customers.Customer.Status;
import io.millrace.kit.CommandService;
import io.millrace.kit.ServiceDefinition;
import io.millrace.kit.ServiceOptions;
import io.millrace.kit.journal.postgres.Column;
import io.millrace.kit.journal.postgres.PostgresStore;
import io.millrace.kit.journal.postgres.StateTable;
import io.millrace.runtime.Launcher;
import io.vertx.sqlclient.Row;
import java.util.List;

/**
 * A later release of the customers service that keeps the same in other columns. Its migration has to be on the class path
 * beside those of the service.
 */
public final class NextMain {

    private static final StateTable<Customer> TABLE = new StateTable<>(
            "customer",
            "customer",
            List.of(
                    Column.text("status", customer -> customer.status().name()),
                    Column.text("given_name", Customer::firstName),
                    Column.text("last_name", Customer::lastName),
                    Column.text("mailbox", customer -> mailbox(customer.email())),
                    Column.text("mail_domain", customer -> domain(customer.email()))),
            NextMain::read);

    private NextMain() {}

    public static void main(String[] args) {
        Launcher.run(
                args,
                "customers",
                settings -> ServiceOptions.read(settings, PostgresStore.SETTING, CustomersService.DEFAULT_PORT),
                (host, options) ->
                        CommandService.start(host, options, definition()).map(service -> service));
    }

    private static ServiceDefinition<CustomerCommand, Customer, CustomerEvent> definition() {
        ServiceDefinition<CustomerCommand, Customer, CustomerEvent> today = CustomersService.definition();
        return new ServiceDefinition<>(
                today.name(),
                today.decider(),
                PostgresStore.of(TABLE),
                today.violations(),
                today.policies(),
                today.handlers());
    }

    private static Customer read(Row row) {
        return new Customer(
                Status.valueOf(row.getString("status")),
                row.getString("given_name"),
                row.getString("last_name"),
                row.getString("mailbox") + "@" + row.getString("mail_domain"));
    }

    private static String mailbox(String email) {
        return email.substring(0, email.lastIndexOf('@'));
    }

    private static String domain(String email) {
        return email.substring(email.lastIndexOf('@') + 1);
    }
}
