package io.millrace.kit.journal.postgres;

import io.millrace.contracts.Event;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;

/** Writes what another service's events say into tables of this service's own. */
@FunctionalInterface
public interface TableCopy {

    /** In their order, within the connection's transaction. */
    Future<Void> write(SqlConnection connection, List<Event> events);
}
