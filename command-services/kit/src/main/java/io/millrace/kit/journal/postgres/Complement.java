package io.millrace.kit.journal.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;

/**
 * Completes commands with what their decision needs beyond their aggregate, read from the service's own tables: prices,
 * customers, open reservations. One query for a whole batch.
 */
public interface Complement<C> {

    /** Whether a command has anything to complete. */
    boolean concerns(C command);

    /** The same commands in the same order, each completed. Must not write. */
    Future<List<C>> complete(SqlConnection connection, List<C> commands);

    /** For deciders that need nothing but the aggregate. */
    static <C> Complement<C> nothing() {
        return new Complement<>() {
            @Override
            public boolean concerns(C command) {
                return false;
            }

            @Override
            public Future<List<C>> complete(SqlConnection connection, List<C> commands) {
                return Future.succeededFuture(commands);
            }
        };
    }
}
