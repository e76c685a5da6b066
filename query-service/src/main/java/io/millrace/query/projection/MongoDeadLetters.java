package io.millrace.query.projection;

import com.mongodb.MongoBulkWriteException;
import io.millrace.contracts.CloudEvents;
import io.millrace.contracts.EventEnvelope;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.BulkOperation;
import io.vertx.ext.mongo.BulkWriteOptions;
import io.vertx.ext.mongo.FindOptions;
import io.vertx.ext.mongo.MongoClient;
import io.vertx.ext.mongo.MongoClientBulkWriteResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Dead letters in a collection of MongoDB. The event is kept as text: its data may have any field names. */
final class MongoDeadLetters implements DeadLetters {

    private static final long CALL_SECONDS = 6;
    private static final int DUPLICATE_KEY = 11000;
    private static final String KEY = "key";

    private final MongoClient mongo;
    private final String collection;

    MongoDeadLetters(MongoClient mongo, Generation generation) {
        this.mongo = mongo;
        this.collection = generation.deadLetters();
    }

    @Override
    public Future<Void> prepare() {
        JsonObject byEvent = new JsonObject().put("partition", 1).put("position", 1);
        return Future.all(
                        bounded(mongo.createIndex(collection, new JsonObject().put(KEY, 1))),
                        bounded(mongo.createIndex(collection, byEvent)))
                .mapEmpty();
    }

    @Override
    public Future<Void> add(Collection<DeadLetter> letters) {
        return write(letters.stream()
                        .map(letter -> BulkOperation.createInsert(write(letter)))
                        .toList())
                .recover(failure -> duplicatesOnly(failure) ? Future.succeededFuture() : Future.failedFuture(failure))
                .mapEmpty();
    }

    @Override
    public Future<Void> explain(Collection<DeadLetter> letters) {
        return write(letters.stream()
                        .map(letter -> BulkOperation.createUpdate(
                                byId(letter.id()),
                                new JsonObject()
                                        .put(
                                                "$set",
                                                new JsonObject()
                                                        .put("error", letter.error())
                                                        .put("follows", letter.follows()))))
                        .toList())
                .mapEmpty();
    }

    @Override
    public Future<Void> remove(Collection<String> ids) {
        return ids.isEmpty()
                ? Future.succeededFuture()
                : bounded(mongo.removeDocuments(
                                collection,
                                new JsonObject()
                                        .put("_id", new JsonObject().put("$in", new JsonArray(List.copyOf(ids))))))
                        .mapEmpty();
    }

    @Override
    public Future<Optional<DeadLetter>> find(String id) {
        return bounded(mongo.findOne(collection, byId(id), null))
                .map(json -> Optional.ofNullable(json).map(MongoDeadLetters::read));
    }

    @Override
    public Future<List<DeadLetter>> of(DocumentKey document, int limit) {
        String beginning = DeadLetter.documentKey(document);
        return find(new JsonObject().put("$gt", beginning).put("$lt", DeadLetter.endOf(beginning)), limit);
    }

    @Override
    public Future<List<DeadLetter>> after(String sortKey, int limit) {
        return find(new JsonObject().put("$gt", sortKey), limit);
    }

    private Future<List<DeadLetter>> find(JsonObject keys, int limit) {
        FindOptions options =
                new FindOptions().setSort(new JsonObject().put(KEY, 1)).setLimit(limit);
        return bounded(mongo.findWithOptions(collection, new JsonObject().put(KEY, keys), options))
                .map(found -> found.stream().map(MongoDeadLetters::read).toList());
    }

    @Override
    public Future<Boolean> anyAt(Map<String, Long> positions) {
        List<JsonObject> any = positions.entrySet().stream()
                .map(at -> new JsonObject().put("partition", at.getKey()).put("position", at.getValue()))
                .toList();
        return any.isEmpty()
                ? Future.succeededFuture(false)
                : bounded(mongo.findOne(collection, new JsonObject().put("$or", new JsonArray(any)), null))
                        .map(found -> found != null);
    }

    /** Known to the server without looking at them. */
    @Override
    public Future<Long> count() {
        return bounded(mongo.runCommand("count", new JsonObject().put("count", collection)))
                .map(answer -> answer == null ? 0L : ((Number) answer.getValue("n", 0)).longValue());
    }

    private Future<@Nullable MongoClientBulkWriteResult> write(List<BulkOperation> operations) {
        return operations.isEmpty()
                ? Future.succeededFuture()
                : bounded(mongo.bulkWriteWithOptions(collection, operations, new BulkWriteOptions().setOrdered(false)));
    }

    private static boolean duplicatesOnly(Throwable failure) {
        return failure instanceof MongoBulkWriteException bulk
                && bulk.getWriteConcernError() == null
                && bulk.getWriteErrors().stream().allMatch(error -> error.getCode() == DUPLICATE_KEY);
    }

    private static JsonObject byId(String id) {
        return new JsonObject().put("_id", id);
    }

    private static JsonObject write(DeadLetter letter) {
        JsonObject json = byId(letter.id())
                .put(KEY, letter.sortKey())
                .put("partition", letter.partition())
                .put("position", letter.event().position())
                .put("step", letter.step())
                .put("error", letter.error())
                .put("follows", letter.follows())
                .put("parkedAt", letter.parkedAt().toString());
        if (letter.unreadable()) {
            return json.put("source", letter.event().source())
                    .put("message", letter.event().data());
        }
        json.put("event", new String(CloudEvents.encode(letter.event()), StandardCharsets.UTF_8));
        DocumentKey document = letter.document();
        return document == null ? json : json.put("set", document.set()).put("document", document.id());
    }

    private static DeadLetter read(JsonObject json) {
        if (json.containsKey("message")) {
            DeadLetter message =
                    DeadLetter.ofMessage(json.getString("source"), json.getString("message"), json.getString("error"));
            return new DeadLetter(
                    message.event(),
                    null,
                    message.step(),
                    message.error(),
                    false,
                    Instant.parse(json.getString("parkedAt")));
        }
        EventEnvelope event = CloudEvents.decode(
                        CloudEvents.SINGLE, json.getString("event").getBytes(StandardCharsets.UTF_8))
                .get(0);
        return new DeadLetter(
                event,
                json.containsKey("set") ? new DocumentKey(json.getString("set"), json.getString("document")) : null,
                json.getString("step"),
                json.getString("error"),
                json.getBoolean("follows"),
                Instant.parse(json.getString("parkedAt")));
    }

    private static <T> Future<T> bounded(Future<T> call) {
        return call.timeout(CALL_SECONDS, TimeUnit.SECONDS);
    }
}
