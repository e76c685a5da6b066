package io.millrace.kit.journal.mongo;

import io.millrace.contracts.Event;
import io.millrace.kit.journal.Copy;
import io.millrace.kit.journal.Journal;
import io.millrace.kit.journal.Leadership;
import io.millrace.kit.journal.SubscriptionCheckpoints;
import io.millrace.kit.journal.WriteStore;
import io.vertx.core.Future;
import java.util.Map;

/** A MongoDB database as a {@link WriteStore}. */
final class OpenMongoStore<C, S, E extends Event> implements WriteStore<C, S, E> {

    private final Connection connection;
    private final MongoJournal<C, S, E> journal;
    private final LeaseLeadership leadership;
    private final KeyClaims keys;

    OpenMongoStore(Connection connection, MongoJournal<C, S, E> journal, LeaseLeadership leadership, KeyClaims keys) {
        this.connection = connection;
        this.journal = journal;
        this.leadership = leadership;
        this.keys = keys;
    }

    @Override
    public Journal<C, S, E> journal() {
        return journal;
    }

    @Override
    public Leadership leadership() {
        return leadership;
    }

    @Override
    public SubscriptionCheckpoints checkpoints(String subscription) {
        return new MongoCheckpoints(connection, subscription);
    }

    @Override
    public Map<String, Copy> copies() {
        return Map.of();
    }

    @Override
    public Future<Integer> forgetExpiredKeys() {
        return keys.forgetExpired();
    }

    @Override
    public Future<Void> ping() {
        return connection.ping();
    }

    /** Lets states that are being written come to their end. */
    @Override
    public Future<Void> close() {
        return journal.close().eventually(leadership::close).eventually(connection::close);
    }
}
