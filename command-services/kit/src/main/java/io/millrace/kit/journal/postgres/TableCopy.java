package io.millrace.kit.journal.postgres;

import io.millrace.contracts.Event;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Writes what another service's events say into tables of this service's own.
 *
 * @param events what it is about; it is given no others
 * @param writing writes them in their order, within the connection's transaction
 */
public record TableCopy(
        Set<Class<? extends Event>> events, BiFunction<SqlConnection, List<Event>, Future<Void>> writing) {

    public TableCopy {
        events = Set.copyOf(events);
    }

    Future<Void> write(SqlConnection connection, List<Event> batch) {
        return writing.apply(connection, batch);
    }
}
