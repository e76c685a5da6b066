package io.millrace.kit.journal.postgres;

import io.millrace.contracts.Event;
import io.millrace.kit.decider.Decider;
import io.millrace.kit.journal.StoreDefinition;
import io.millrace.kit.journal.StoreOptions;
import io.millrace.kit.journal.StoreSetting;
import io.millrace.kit.journal.WriteStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;

/**
 * States in tables of PostgreSQL. The service's migrations are at {@code db/<service>} on the class path, and its state
 * table is what the rules of the table say about it.
 */
public final class PostgresStore<C, S, E extends Event> implements StoreDefinition<C, S, E> {

    public static final StoreSetting SETTING = new StoreSetting(
            "MILLRACE_POSTGRES_URI",
            "the service's own database, postgresql://user:password@host:port/database; the user owns it",
            List.of("postgresql", "postgres"));

    private final StateTable<S> table;
    private final List<SideTable<S>> sideTables;
    private final Complement<C> complement;
    private final Map<String, TableCopy> copies;

    private PostgresStore(
            StateTable<S> table,
            List<SideTable<S>> sideTables,
            Complement<C> complement,
            Map<String, TableCopy> copies) {
        this.table = table;
        this.sideTables = List.copyOf(sideTables);
        this.complement = complement;
        this.copies = Map.copyOf(copies);
    }

    /** For a service whose state table is all it has. */
    public static <C, S, E extends Event> PostgresStore<C, S, E> of(StateTable<S> table) {
        return of(table, List.of(), Complement.nothing(), Map.of());
    }

    /** @param copies what the service keeps of other services, by their names */
    public static <C, S, E extends Event> PostgresStore<C, S, E> of(
            StateTable<S> table,
            List<SideTable<S>> sideTables,
            Complement<C> complement,
            Map<String, TableCopy> copies) {
        return new PostgresStore<>(table, sideTables, complement, copies);
    }

    @Override
    public Future<WriteStore<C, S, E>> open(
            Vertx vertx, String source, Decider<C, S, E> decider, StoreOptions options) {
        return PostgresDatabase.open(vertx, source, options)
                .map(database -> new OpenPostgresStore<>(
                        database, new PostgresJournal<>(source, database, table, sideTables, complement), copies));
    }
}
