package io.millrace.query.projection;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.BulkOperation;
import io.vertx.ext.mongo.BulkWriteOptions;
import io.vertx.ext.mongo.FindOptions;
import io.vertx.ext.mongo.MongoClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Documents in MongoDB, each set a collection, the checkpoint a document of the collection {@code projections}. */
final class MongoDocumentStore implements DocumentStore {

    private static final String CHECKPOINTS = "projections";
    private static final int DUPLICATE_KEY = 11000;
    private static final long CALL_SECONDS = 6;

    private final MongoClient mongo;
    private final Projection projection;
    private final Generation generation;

    MongoDocumentStore(MongoClient mongo, Projection projection, Generation generation) {
        this.mongo = mongo;
        this.projection = projection;
        this.generation = generation;
    }

    @Override
    public Future<Void> prepare() {
        List<Future<Void>> indexes = new ArrayList<>();
        for (DocumentSet set : projection.sets()) {
            set.indexes()
                    .forEach(fields -> indexes.add(bounded(mongo.createIndex(
                            generation.collection(set), Sort.by(fields).toJson()))));
        }
        return Future.all(indexes).mapEmpty();
    }

    @Override
    public Future<List<StoredDocument>> load(DocumentSet set, Collection<String> ids) {
        JsonObject query = new JsonObject().put("_id", in(ids));
        return bounded(mongo.find(generation.collection(set), query)).map(MongoDocumentStore::read);
    }

    @Override
    public Future<List<StoredDocument>> referrers(
            DocumentSet set, String field, Collection<String> values, @Nullable String afterId, int limit) {
        JsonObject query = new JsonObject().put(field, in(values));
        if (afterId != null) {
            query.put("_id", new JsonObject().put("$gt", afterId));
        }
        FindOptions options =
                new FindOptions().setSort(Sort.by(List.of("id")).toJson()).setLimit(limit);
        return bounded(mongo.findWithOptions(generation.collection(set), query, options))
                .map(MongoDocumentStore::read);
    }

    @Override
    public Future<List<StoredDocument>> page(DocumentSet set, String afterId, int limit) {
        JsonObject query = new JsonObject().put("_id", new JsonObject().put("$gt", afterId));
        FindOptions options =
                new FindOptions().setSort(Sort.by(List.of("id")).toJson()).setLimit(limit);
        return bounded(mongo.findWithOptions(generation.collection(set), query, options))
                .map(MongoDocumentStore::read);
    }

    @Override
    public Future<Void> write(DocumentSet set, List<StoredDocument> documents) {
        List<BulkOperation> operations =
                documents.stream().map(MongoDocumentStore::guarded).toList();
        return bounded(mongo.bulkWriteWithOptions(
                        generation.collection(set), operations, new BulkWriteOptions().setOrdered(false)))
                .recover(MongoDocumentStore::staleIfDuplicate)
                .compose(result -> {
                    long matched = result.getMatchedCount() + result.getInsertedCount();
                    return matched == documents.size() ? Future.succeededFuture() : stale(set.name());
                });
    }

    @Override
    public Future<Checkpoint> loadCheckpoint() {
        return bounded(mongo.findOne(CHECKPOINTS, new JsonObject().put("_id", generation.key()), null))
                .map(this::readCheckpoint);
    }

    @Override
    public Future<Void> saveCheckpoint(Checkpoint checkpoint) {
        JsonObject json = new JsonObject()
                .put("_id", generation.key())
                .put("version", checkpoint.version())
                .put("positions", DocumentJson.writePositions(checkpoint.positions()))
                .put("rev", checkpoint.rev())
                .put("deadLetters", checkpoint.deadLetters());
        if (checkpoint.rev() == 1) {
            return bounded(mongo.insert(CHECKPOINTS, json))
                    .recover(MongoDocumentStore::staleIfDuplicate)
                    .mapEmpty();
        }
        return bounded(mongo.replaceDocuments(CHECKPOINTS, guard(generation.key(), checkpoint.rev()), json))
                .compose(result -> result.getDocMatched() == 1 ? Future.succeededFuture() : stale("the checkpoint"));
    }

    private Checkpoint readCheckpoint(@Nullable JsonObject json) {
        return json == null
                ? Checkpoint.none(generation.version())
                : new Checkpoint(
                        json.getInteger("version"),
                        DocumentJson.readPositions(json.getJsonObject("positions")),
                        json.getLong("rev"),
                        json.getLong("deadLetters", 0L));
    }

    private static BulkOperation guarded(StoredDocument document) {
        JsonObject json = DocumentJson.write(document);
        return document.rev() == 1
                ? BulkOperation.createInsert(json)
                : BulkOperation.createReplace(guard(document.id(), document.rev()), json);
    }

    private static JsonObject guard(String id, long rev) {
        return new JsonObject().put("_id", id).put("rev", rev - 1);
    }

    private static JsonObject in(Collection<String> values) {
        return new JsonObject().put("$in", new JsonArray(List.copyOf(values)));
    }

    private static List<StoredDocument> read(List<JsonObject> found) {
        return found.stream().map(DocumentJson::read).toList();
    }

    private static <T> Future<T> stale(String what) {
        return Future.failedFuture(new StaleWriteException(what + " was written by another process"));
    }

    private static <T> Future<T> staleIfDuplicate(Throwable failure) {
        boolean duplicate = failure instanceof MongoBulkWriteException bulk
                ? bulk.getWriteConcernError() == null
                        && bulk.getWriteErrors().stream().allMatch(error -> error.getCode() == DUPLICATE_KEY)
                : failure instanceof MongoWriteException write && write.getCode() == DUPLICATE_KEY;
        return duplicate ? stale("a new document") : Future.failedFuture(failure);
    }

    /** The driver has timeouts of its own; this one holds even where none of them applies. */
    private static <T> Future<T> bounded(Future<T> call) {
        return call.timeout(CALL_SECONDS, TimeUnit.SECONDS);
    }
}
