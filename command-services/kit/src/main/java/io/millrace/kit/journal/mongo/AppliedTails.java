package io.millrace.kit.journal.mongo;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.vertx.core.Future;
import org.bson.Document;

/** Up to which batch of each partition the states are certainly written: from there on they are caught up. Thread-safe. */
final class AppliedTails {

    private static final String ID = "_id";
    private static final String BATCH = "batch";
    private static final String HEAD = "head";
    private static final String MARKS = "marks";

    private final Calls calls;
    private final MongoCollection<Document> collection;

    AppliedTails(Connection connection) {
        this.calls = connection.calls();
        this.collection = connection.collection("journal_partition");
    }

    /** Makes a partition known; another process may be doing the same. */
    Future<Void> create(int partition) {
        return calls.one(collection.insertOne(
                        new Document(ID, partition).append(BATCH, 0L).append(HEAD, 0L)))
                .<Void>mapEmpty()
                .recover(failure ->
                        Failures.duplicate(failure) ? Future.succeededFuture() : Future.failedFuture(failure));
    }

    Future<Tail> load(int partition) {
        return calls.one(collection.find(Filters.eq(partition)))
                .map(document -> new Tail(
                        new BatchNumber(partition, document.getLong(BATCH)),
                        document.getLong(HEAD),
                        BatchDocument.marks(document)));
    }

    /** Moves forward, never back. */
    Future<Void> save(Tail tail) {
        return calls.one(collection.updateOne(
                        Filters.and(
                                Filters.eq(tail.last().partition()),
                                Filters.lt(BATCH, tail.last().batch())),
                        Updates.combine(
                                Updates.set(BATCH, tail.last().batch()),
                                Updates.set(HEAD, tail.head()),
                                Updates.set(
                                        MARKS,
                                        tail.marks().entrySet().stream()
                                                .map(mark -> BatchDocument.mark(mark.getKey(), mark.getValue()))
                                                .toList()))))
                .mapEmpty();
    }
}
