package io.millrace.kit.journal.postgres;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.millrace.contracts.Event;
import io.millrace.kit.journal.Copy;
import io.millrace.kit.journal.Journal;
import io.millrace.kit.journal.Leadership;
import io.millrace.kit.journal.SubscriptionCheckpoints;
import io.millrace.kit.journal.WriteStore;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Map.Entry;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL database as a {@link WriteStore}. */
final class OpenPostgresStore<C, S, E extends Event> implements WriteStore<C, S, E> {

    private static final int CLEANUP_SECONDS = 30;

    private final PostgresDatabase database;
    private final Journal<C, S, E> journal;
    private final Map<String, Copy> copies;

    OpenPostgresStore(PostgresDatabase database, Journal<C, S, E> journal, Map<String, TableCopy> copies) {
        this.database = database;
        this.journal = journal;
        this.copies = copies.entrySet().stream()
                .collect(toUnmodifiableMap(
                        Entry::getKey,
                        copy -> new TableReactions(
                                copy.getValue(), new PostgresCheckpoints(database.pool(), copy.getKey()))));
    }

    @Override
    public Journal<C, S, E> journal() {
        return journal;
    }

    /** Held by a session of its own. */
    @Override
    public Leadership leadership() {
        return new AdvisoryLockLeadership(database.vertx(), database.options());
    }

    @Override
    public SubscriptionCheckpoints checkpoints(String subscription) {
        return new PostgresCheckpoints(database.pool(), subscription);
    }

    @Override
    public Map<String, Copy> copies() {
        return copies;
    }

    @Override
    public Future<Integer> forgetExpiredKeys() {
        return database.pool()
                .query("DELETE FROM idempotency_key WHERE key IN (SELECT key FROM idempotency_key WHERE created_at <"
                        + " now() - interval '" + PostgresJournal.KEY_RETENTION + "' LIMIT 5000)")
                .execute()
                .timeout(CLEANUP_SECONDS, TimeUnit.SECONDS)
                .map(rows -> rows.rowCount());
    }

    @Override
    public Future<Void> ping() {
        return database.ping();
    }

    @Override
    public Future<Void> close() {
        return database.pool().close();
    }
}
