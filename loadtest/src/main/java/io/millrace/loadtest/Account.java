package io.millrace.loadtest;

import io.millrace.contracts.CustomerEvent.CustomerRegistered;
import io.millrace.contracts.Event;
import io.millrace.contracts.InventoryEvent.StockReceived;
import io.millrace.kit.decider.Decider;
import io.millrace.kit.decider.Decision;
import io.millrace.kit.journal.mongo.StateDocuments;
import io.millrace.kit.journal.postgres.Column;
import io.millrace.kit.journal.postgres.StateTable;
import java.util.List;
import org.bson.Document;

/** An aggregate of the size of a customer, with one command that creates and one that counts. */
record Account(String status, String payload, long quantity) {

    static final StateTable<Account> TABLE = new StateTable<>(
            "account",
            "account",
            List.of(
                    Column.text("status", Account::status),
                    Column.text("payload", Account::payload),
                    Column.bigint("quantity", Account::quantity)),
            row -> new Account(row.getString("status"), row.getString("payload"), row.getLong("quantity")));

    static final StateDocuments<Account> DOCUMENTS = new StateDocuments<>(
            "account",
            account -> new Document("status", account.status())
                    .append("payload", account.payload())
                    .append("quantity", account.quantity()),
            document -> new Account(
                    document.getString("status"), document.getString("payload"), document.getLong("quantity")));

    /** Opens an account, or adds one to it when there is one. */
    record Command(String id, boolean opens, String payload) {}

    static final class Rules implements Decider<Command, Account, Event> {
        @Override
        public Account initialState() {
            return new Account("NONE", "", 0);
        }

        @Override
        public Decision<Event> decide(Command command, Account account) {
            return Decision.accept(
                    command.opens()
                            ? new CustomerRegistered(command.id(), "Ada", command.payload(), "ada@example.org")
                            : new StockReceived(command.id(), 1, account.quantity() + 1, 0));
        }

        @Override
        public Account evolve(Account account, Event event) {
            return event instanceof StockReceived received
                    ? new Account("ACTIVE", account.payload(), received.onHand())
                    : new Account("ACTIVE", ((CustomerRegistered) event).lastName(), 0);
        }
    }
}
