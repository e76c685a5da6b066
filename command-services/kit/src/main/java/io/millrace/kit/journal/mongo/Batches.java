package io.millrace.kit.journal.mongo;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.millrace.contracts.EventEnvelope;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

/** The journal's documents, one a batch. Inserting one is the commit. Thread-safe. */
final class Batches {

    /** How many batches are looked for at once. */
    static final int STRETCH = 16;

    private static final int READ_DOCUMENTS = 256;
    private static final int DOCUMENTS_A_MESSAGE = 32;
    private static final IndexOptions UNIQUE_WHERE_PRESENT =
            new IndexOptions().unique(true).sparse(true);

    private final String source;
    private final Calls calls;
    private final MongoCollection<Document> collection;

    Batches(String source, Connection connection) {
        this.source = source;
        this.calls = connection.calls();
        this.collection = connection.collection("journal");
    }

    /** The second one has the insert of a batch refused when another batch has created one of its new aggregates. */
    Future<Void> createIndexes() {
        return calls.one(collection.createIndex(Indexes.ascending(BatchDocument.PARTITION, BatchDocument.LAST)))
                .compose(readable -> calls.one(
                        collection.createIndex(Indexes.ascending(BatchDocument.CREATED), UNIQUE_WHERE_PRESENT)))
                .mapEmpty();
    }

    /** Commits a batch; fails with the driver's duplicate key when its number or an aggregate that it creates is taken. */
    Future<Void> insert(RawBsonDocument batch) {
        return calls.one(collection.withDocumentClass(RawBsonDocument.class).insertOne(batch))
                .mapEmpty();
    }

    /** Takes a number for a batch of nothing, so that nobody else's batch can have it. Done as well when it is taken. */
    Future<Void> fence(BatchNumber number) {
        return before(number)
                .compose(head -> insert(BatchDocument.empty(number, head)))
                .recover(failure ->
                        Failures.duplicate(failure) ? Future.succeededFuture() : Future.failedFuture(failure));
    }

    private Future<Long> before(BatchNumber number) {
        if (number.batch() == 1) {
            return Future.succeededFuture(0L);
        }
        return calls.one(collection
                        .find(Filters.eq(number.plus(-1).document()))
                        .projection(Projections.include(BatchDocument.HEAD)))
                .map(batch -> batch.getLong(BatchDocument.HEAD));
    }

    /** The id of the batch that has a number; empty while none has. */
    Future<Optional<ObjectId>> id(BatchNumber number) {
        return ids(List.of(number)).map(ids -> Optional.ofNullable(ids.get(number)));
    }

    /** The ids of those batches that exist. */
    Future<Map<BatchNumber, ObjectId>> ids(Collection<BatchNumber> numbers) {
        if (numbers.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return calls.all(collection.find(in(numbers)).projection(Projections.include(BatchDocument.BATCH_ID)))
                .map(found -> {
                    Map<BatchNumber, ObjectId> ids = new HashMap<>();
                    found.forEach(batch -> ids.put(
                            BatchNumber.read(batch.get(BatchDocument.ID, Document.class)),
                            batch.getObjectId(BatchDocument.BATCH_ID)));
                    return ids;
                });
    }

    /** The batches that follow on a number without a gap, at most {@link #STRETCH}. */
    Future<List<StoredBatch>> following(BatchNumber last) {
        List<BatchNumber> next =
                IntStream.rangeClosed(1, STRETCH).mapToObj(last::plus).toList();
        return calls.all(collection.find(in(next))).map(found -> {
            List<StoredBatch> batches = new ArrayList<>();
            found.stream()
                    .map(document -> BatchDocument.read(source, document))
                    .sorted(Comparator.comparingLong(batch -> batch.number().batch()))
                    .takeWhile(batch -> batch.number().equals(last.plus(batches.size() + 1L)))
                    .forEach(batches::add);
            return batches;
        });
    }

    /** Events after a position, at most {@code limit}. */
    Future<List<EventEnvelope>> events(int partition, long after, int limit) {
        return stretch(partition, after, limit, new ArrayList<>());
    }

    private Future<List<EventEnvelope>> stretch(int partition, long after, int limit, List<EventEnvelope> read) {
        int documents = Math.min(limit - read.size(), READ_DOCUMENTS);
        List<EventEnvelope> found = new ArrayList<>();
        return calls.some(
                        collection
                                .find(after(partition, after))
                                .sort(Sorts.ascending(BatchDocument.PARTITION, BatchDocument.LAST))
                                .limit(documents)
                                .batchSize(DOCUMENTS_A_MESSAGE),
                        batch -> {
                            BatchDocument.read(source, batch).events().stream()
                                    .filter(event -> event.position() > after)
                                    .forEach(found::add);
                            return found.size() < limit - read.size();
                        })
                .compose(batches -> {
                    found.stream().limit(limit - (long) read.size()).forEach(read::add);
                    boolean all = read.size() == limit || batches.size() < documents;
                    return all
                            ? Future.succeededFuture(read)
                            : stretch(partition, read.get(read.size() - 1).position(), limit, read);
                });
    }

    /** What happened to one aggregate after a position. */
    Future<List<EventEnvelope>> eventsOf(String aggregateId, int partition, long after) {
        return calls.all(collection
                        .find(Filters.and(
                                after(partition, after), Filters.eq(BatchDocument.OWNER_OF_EVENT, aggregateId)))
                        .sort(Sorts.ascending(BatchDocument.PARTITION, BatchDocument.LAST)))
                .map(batches -> batches.stream()
                        .flatMap(batch -> BatchDocument.read(source, batch).events().stream())
                        .filter(event -> event.aggregateId().equals(aggregateId))
                        .toList());
    }

    private static Bson after(int partition, long position) {
        return Filters.and(Filters.eq(BatchDocument.PARTITION, partition), Filters.gt(BatchDocument.LAST, position));
    }

    private static Bson in(Collection<BatchNumber> numbers) {
        return Filters.in(
                BatchDocument.ID, numbers.stream().map(BatchNumber::document).toList());
    }
}
