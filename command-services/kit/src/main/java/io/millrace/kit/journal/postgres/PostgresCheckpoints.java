package io.millrace.kit.journal.postgres;

import io.millrace.kit.journal.SubscriptionCheckpoints;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Checkpoints in a table. */
final class PostgresCheckpoints implements SubscriptionCheckpoints {

    private static final int TIME_LIMIT_SECONDS = 10;
    private static final String SAVE = "INSERT INTO subscription_checkpoint AS c (subscription, source_partition,"
            + " position) VALUES ($1, $2, $3) ON CONFLICT (subscription, source_partition) DO UPDATE SET position ="
            + " excluded.position WHERE c.position < excluded.position";
    private static final String LOCK = "SELECT position FROM subscription_checkpoint WHERE subscription = $1 AND"
            + " source_partition = $2 FOR UPDATE";

    private final Pool pool;
    private final String subscription;

    PostgresCheckpoints(Pool pool, String subscription) {
        this.pool = pool;
        this.subscription = subscription;
    }

    @Override
    public Future<Map<Integer, Long>> load() {
        return pool.preparedQuery(
                        "SELECT source_partition, position FROM subscription_checkpoint WHERE subscription = $1")
                .execute(Tuple.of(subscription))
                .timeout(TIME_LIMIT_SECONDS, TimeUnit.SECONDS)
                .map(rows -> {
                    Map<Integer, Long> positions = new HashMap<>();
                    rows.forEach(row -> positions.put(row.getInteger("source_partition"), row.getLong("position")));
                    return positions;
                });
    }

    @Override
    public Future<Void> save(int sourcePartition, long position) {
        return pool.preparedQuery(SAVE)
                .execute(Tuple.of(subscription, sourcePartition, position))
                .timeout(TIME_LIMIT_SECONDS, TimeUnit.SECONDS)
                .mapEmpty();
    }

    /** Runs an effect and moves to the position in one transaction; a second process doing the same waits for the first. */
    Future<Void> advance(int sourcePartition, long position, Effect effect) {
        return pool.withTransaction(connection -> connection
                .preparedQuery("INSERT INTO subscription_checkpoint (subscription, source_partition, position) VALUES"
                        + " ($1, $2, 0) ON CONFLICT DO NOTHING")
                .execute(Tuple.of(subscription, sourcePartition))
                .compose(there -> connection.preparedQuery(LOCK).execute(Tuple.of(subscription, sourcePartition)))
                .compose(rows -> {
                    Row row = rows.iterator().next();
                    return effect.apply(connection, row.getLong("position"));
                })
                .compose(applied ->
                        connection.preparedQuery(SAVE).execute(Tuple.of(subscription, sourcePartition, position)))
                .mapEmpty());
    }

    /** What happens on the way from one checkpoint to the next. */
    @FunctionalInterface
    interface Effect {

        /** @param before everything up to this position is done already */
        Future<Void> apply(SqlConnection connection, long before);
    }
}
