package io.millrace.kit.journal.postgres;

import io.millrace.contracts.Event;
import io.millrace.contracts.EventTypes;
import io.millrace.kit.journal.Journal;
import io.millrace.kit.relay.Leadership;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A service's own PostgreSQL database: migrated on opening, then the source of its journal, of its relay's leadership, and
 * of connections for tables that only this service knows. Thread-safe.
 */
public final class PostgresStore {

    private static final int PIPELINING = 64;
    private static final int PREPARED_STATEMENTS = 512;
    private static final int POOL_IDLE_SECONDS = 45;
    private static final int ANSWER_SECONDS = 5;

    private final Vertx vertx;
    private final String source;
    private final PgConnectOptions options;
    private final Pool pool;
    private final int partitions;

    private PostgresStore(Vertx vertx, String source, PgConnectOptions options, Pool pool, int partitions) {
        this.vertx = vertx;
        this.source = source;
        this.options = options;
        this.pool = pool;
        this.partitions = partitions;
    }

    /**
     * Migrates the database and connects to it. Fails with a message that names the database when it cannot be reached
     * within the connection timeout or a migration fails.
     *
     * @param source the service's name; its own migrations are at {@code db/<source>} on the class path
     */
    public static Future<PostgresStore> open(Vertx vertx, String source, PostgresOptions settings) {
        return vertx.executeBlocking(() -> prepare(source, settings), false).compose(partitions -> {
            PgConnectOptions options = connectOptions(source, settings);
            Pool pool = pool(vertx, source, settings, options);
            PostgresStore store = new PostgresStore(vertx, source, options, pool, partitions);
            return store.ping()
                    .map(store)
                    .recover(failure -> pool.close().transform(closed -> Future.failedFuture(failure)));
        });
    }

    /** Also loads what writes events as JSON, which takes longer than an event loop has. */
    private static int prepare(String source, PostgresOptions settings) throws SQLException {
        EventTypes.all().forEach(type -> EventTypes.of(type.eventClass()));
        return Migrations.migrate(source, settings);
    }

    private static Pool pool(Vertx vertx, String source, PostgresOptions settings, PgConnectOptions options) {
        return PgBuilder.pool()
                .with(new PoolOptions()
                        .setMaxSize(settings.poolSize())
                        .setIdleTimeout(POOL_IDLE_SECONDS)
                        .setIdleTimeoutUnit(TimeUnit.SECONDS)
                        .setConnectionTimeout(ANSWER_SECONDS)
                        .setConnectionTimeoutUnit(TimeUnit.SECONDS)
                        .setMaxWaitQueueSize(1024)
                        .setName(source))
                .connectingTo(options)
                .using(vertx)
                .build();
    }

    private static PgConnectOptions connectOptions(String source, PostgresOptions settings) {
        PgConnectOptions options = PgConnectOptions.fromUri(settings.uri());
        options.setCachePreparedStatements(true);
        options.setPreparedStatementCacheMaxSize(PREPARED_STATEMENTS);
        options.setPipeliningLimit(PIPELINING);
        options.addProperty("application_name", "millrace-" + source);
        options.addProperty(
                "statement_timeout", Long.toString(settings.statementTimeout().toMillis()));
        options.addProperty("jit", "off");
        return options;
    }

    /** A journal over the service's state table. */
    public <C, S, E extends Event> Journal<C, S, E> journal(
            StateTable<S> table, List<SideTable<S>> sideTables, Complement<C> complement) {
        return new PostgresJournal<>(source, partitions, pool, table, sideTables, complement);
    }

    /** Leadership among the processes of this service, held by a session of its own. */
    public Leadership leadership() {
        return new AdvisoryLockLeadership(vertx, options);
    }

    /** The checkpoints of one of this service's subscriptions, by a name that is its own. */
    public SubscriptionCheckpoints checkpoints(String subscription) {
        return new SubscriptionCheckpoints(pool, subscription);
    }

    /** For the service's own tables. */
    public Pool pool() {
        return pool;
    }

    /** Forgets idempotency keys that have expired, a bounded number at a time; gives how many. */
    public Future<Integer> forgetExpiredKeys() {
        return pool.query("DELETE FROM idempotency_key WHERE key IN (SELECT key FROM idempotency_key WHERE created_at <"
                        + " now() - interval '" + PostgresJournal.KEY_RETENTION + "' LIMIT 5000)")
                .execute()
                .timeout(30, TimeUnit.SECONDS)
                .map(rows -> rows.rowCount());
    }

    /** Completes when the database answers; fails when it has not within 5 s. */
    public Future<Void> ping() {
        return pool.query("SELECT 1")
                .execute()
                .timeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                .mapEmpty();
    }

    public Future<Void> close() {
        return pool.close();
    }
}
