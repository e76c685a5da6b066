package io.millrace.kit.journal.postgres;

import io.millrace.kit.journal.Leadership;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Leadership by a session-level advisory lock: the server frees it when the session ends, however it ends. State is owned
 * by the caller's context.
 */
final class AdvisoryLockLeadership implements Leadership {

    /** Any number that nothing else in the database locks: "millrace" in ASCII. */
    private static final long LOCK = 0x6d696c6c72616365L;

    private static final int TIME_LIMIT_SECONDS = 5;

    private final Vertx vertx;
    private final PgConnectOptions options;
    private @Nullable PgConnection session;
    private boolean locked;

    AdvisoryLockLeadership(Vertx vertx, PgConnectOptions options) {
        this.vertx = vertx;
        this.options = options;
    }

    @Override
    public Future<Boolean> acquire() {
        return session()
                .compose(open -> locked ? stillThere(open) : tryLock(open))
                .timeout(TIME_LIMIT_SECONDS, TimeUnit.SECONDS)
                .onFailure(lost -> release());
    }

    private Future<PgConnection> session() {
        PgConnection open = session;
        if (open != null) {
            return Future.succeededFuture(open);
        }
        return PgConnection.connect(vertx, options).onSuccess(this::adopt);
    }

    private void adopt(PgConnection opened) {
        if (session != null) {
            opened.close(); // connected too late: another attempt was faster
            return;
        }
        session = opened;
        opened.closeHandler(closed -> {
            if (session == opened) {
                session = null;
                locked = false;
            }
        });
    }

    /** A dead session is found out by asking it. */
    private Future<Boolean> stillThere(PgConnection open) {
        return open.query("SELECT 1").execute().map(true);
    }

    private Future<Boolean> tryLock(PgConnection open) {
        return open.query("SELECT pg_try_advisory_lock(" + LOCK + ") AS locked")
                .execute()
                .map(rows -> rows.iterator().next().getBoolean("locked"))
                .onSuccess(granted -> locked = granted && session == open);
    }

    @Override
    public Future<Void> release() {
        PgConnection open = session;
        session = null;
        locked = false;
        return open == null ? Future.succeededFuture() : open.close().otherwiseEmpty();
    }
}
