package io.millrace.kit.membership;

import static io.millrace.embedded.junit.Futures.await;
import static org.awaitility.Awaitility.await;

import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.stream.StreamSupport;

/** Holds up the commits of partitions, as a slow process in the middle of one would, until it is closed. */
public final class HeldPartition implements AutoCloseable {

    private static final String BLOCKED = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND"
            + " wait_event_type = 'Lock' AND state = 'active'";

    private final Pool pool;
    private final SqlConnection holder;

    private HeldPartition(Pool pool, SqlConnection holder) {
        this.pool = pool;
        this.holder = holder;
    }

    public static HeldPartition hold(MemberProcess process, Integer... partitions) {
        Pool pool =
                PgBuilder.pool().connectingTo(process.uri).using(process.vertx).build();
        SqlConnection holder = await(pool.getConnection());
        await(holder.query("BEGIN").execute());
        await(holder.preparedQuery("SELECT FROM journal_head WHERE partition = ANY ($1) FOR UPDATE")
                .execute(Tuple.tuple().addArrayOfInteger(partitions)));
        return new HeldPartition(pool, holder);
    }

    /** Returns when this many commits wait; gives the process ids of their sessions. */
    public List<Integer> awaitBlocked(int commits) {
        return await().until(this::blocked, pids -> pids.size() >= commits);
    }

    /** Waits for a commit to be held up, and ends its session. */
    public void breakOne() {
        int session = awaitBlocked(1).get(0);
        await(pool.preparedQuery("SELECT pg_terminate_backend($1)").execute(Tuple.of(session)));
    }

    private List<Integer> blocked() {
        Iterable<Row> rows = await(pool.query(BLOCKED).execute());
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> row.getInteger("pid"))
                .toList();
    }

    @Override
    public void close() {
        await(holder.query("ROLLBACK").execute());
        await(holder.close());
        await(pool.close());
    }
}
