package io.millrace.kit.journal.postgres;

import io.millrace.contracts.EventTypes;
import io.millrace.kit.journal.StoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** A service's database: migrated on opening, then a pool of connections. */
record PostgresDatabase(Vertx vertx, PgConnectOptions options, Pool pool, int partitions) {

    private static final int PIPELINING = 64;
    private static final int PREPARED_STATEMENTS = 512;
    private static final int FEWEST_CONNECTIONS = 8;
    private static final int CONNECTIONS_BESIDE_PARTITIONS = 4;
    private static final int POOL_IDLE_SECONDS = 45;
    private static final int ANSWER_SECONDS = 5;
    private static final int WITHOUT_LIMIT = 0;
    private static final int FIRST_PINGS = 4;
    private static final String STATEMENT_TIMEOUT_MILLIS = "5000";

    static Future<PostgresDatabase> open(Vertx vertx, String source, StoreOptions settings) {
        return vertx.executeBlocking(() -> prepare(source, settings), false).compose(partitions -> {
            PgConnectOptions options = connectOptions(source, settings);
            PostgresDatabase database =
                    new PostgresDatabase(vertx, options, pool(vertx, source, partitions, options), partitions);
            return database.firstPing(FIRST_PINGS)
                    .map(database)
                    .recover(failure -> database.pool.close().transform(closed -> Future.failedFuture(failure)));
        });
    }

    /** Also loads what writes events as JSON, which takes longer than an event loop has. */
    private static int prepare(String source, StoreOptions settings) throws SQLException {
        EventTypes.all().forEach(type -> EventTypes.of(type.eventClass()));
        return Migrations.migrate(source, settings);
    }

    /**
     * The pool sets no time limits of its own, since those of Vert.x 5.0 outlive what they limit: one that is set while the
     * connection is being handed over fires later, at a caller who was served long ago. Whoever uses the pool limits the whole
     * of what it does.
     */
    private static Pool pool(Vertx vertx, String source, int partitions, PgConnectOptions options) {
        return PgBuilder.pool()
                .with(new PoolOptions()
                        .setMaxSize(Math.max(FEWEST_CONNECTIONS, partitions + CONNECTIONS_BESIDE_PARTITIONS))
                        .setIdleTimeout(POOL_IDLE_SECONDS)
                        .setIdleTimeoutUnit(TimeUnit.SECONDS)
                        .setConnectionTimeout(WITHOUT_LIMIT)
                        .setMaxWaitQueueSize(1024)
                        .setName(source))
                .with(new NetClientOptions().setConnectTimeout((int) TimeUnit.SECONDS.toMillis(ANSWER_SECONDS)))
                .connectingTo(options)
                .using(vertx)
                .build();
    }

    private static PgConnectOptions connectOptions(String source, StoreOptions settings) {
        PgConnectOptions options = PgConnectOptions.fromUri(settings.uri());
        options.setCachePreparedStatements(true);
        options.setPreparedStatementCacheMaxSize(PREPARED_STATEMENTS);
        options.setPipeliningLimit(PIPELINING);
        options.addProperty("application_name", "millrace-" + source);
        options.addProperty("statement_timeout", STATEMENT_TIMEOUT_MILLIS);
        options.addProperty("jit", "off");
        planOnceByKeys(options);
        askAfterTheSilent(options);
        return options;
    }

    /**
     * A machine that vanishes ends no session. The server asks after it, in seconds, and gives up a minute later: what the
     * session held, such as the lead of the relay, is free then rather than hours later.
     */
    private static void askAfterTheSilent(PgConnectOptions options) {
        options.addProperty("tcp_keepalives_idle", "15");
        options.addProperty("tcp_keepalives_interval", "5");
    }

    /**
     * All statements go by keys. To plan them again and again costs a third of an append's time; to plan them once while the
     * tables are small would read whole tables later, if that were allowed.
     */
    private static void planOnceByKeys(PgConnectOptions options) {
        options.addProperty("plan_cache_mode", "force_generic_plan");
        options.addProperty("enable_seqscan", "off");
    }

    /** Where a whole system starts at once, a first connection takes longer than any later one may. */
    private Future<Void> firstPing(int attempts) {
        return ping().recover(failure -> attempts > 1 ? firstPing(attempts - 1) : Future.failedFuture(failure));
    }

    Future<Void> ping() {
        return pool.query("SELECT 1")
                .execute()
                .timeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                .mapEmpty();
    }
}
