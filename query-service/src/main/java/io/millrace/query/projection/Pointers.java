package io.millrace.query.projection;

import com.mongodb.MongoWriteException;
import io.millrace.query.projection.Build.Purpose;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.MongoClient;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Where pointers are kept: in MongoDB, in the collection {@code projections}, beside the checkpoints. */
final class Pointers {

    private static final String COLLECTION = "projections";
    private static final int DUPLICATE_KEY = 11000;
    private static final long CALL_SECONDS = 6;

    private final MongoClient mongo;

    Pointers(MongoClient mongo) {
        this.mongo = mongo;
    }

    /** Those that there are, by the name of the projection. */
    Future<Map<String, Pointer>> load(Collection<String> names) {
        JsonObject query = new JsonObject().put("_id", new JsonObject().put("$in", new JsonArray(List.copyOf(names))));
        return bounded(mongo.find(COLLECTION, query)).map(found -> {
            Map<String, Pointer> pointers = new HashMap<>();
            found.forEach(json -> pointers.put(json.getString("_id"), read(json)));
            return pointers;
        });
    }

    /** The version of the projection that made a generation's documents, if it has made any. */
    Future<Optional<Integer>> versionOf(Generation generation) {
        return bounded(mongo.findOne(COLLECTION, new JsonObject().put("_id", generation.key()), null))
                .map(json -> Optional.ofNullable(json).map(checkpoint -> checkpoint.getInteger("version")));
    }

    /** Whether it was written: not so if somebody else has written it since it was loaded. */
    Future<Boolean> save(String name, Pointer pointer) {
        JsonObject json = write(name, pointer);
        return pointer.rev() == 0
                ? bounded(mongo.insert(COLLECTION, json))
                        .map(true)
                        .recover(failure ->
                                failure instanceof MongoWriteException refused && refused.getCode() == DUPLICATE_KEY
                                        ? Future.succeededFuture(false)
                                        : Future.failedFuture(failure))
                : bounded(mongo.replaceDocuments(
                                COLLECTION, new JsonObject().put("_id", name).put("rev", pointer.rev()), json))
                        .map(result -> result.getDocMatched() == 1);
    }

    /** Removes a generation's documents, dead letters and checkpoint. */
    Future<Void> removeAll(Projection projection, Generation generation) {
        return bounded(mongo.removeDocument(COLLECTION, new JsonObject().put("_id", generation.key())))
                .compose(removed -> Future.all(projection.sets().stream()
                        .map(set -> drop(generation.collection(set)))
                        .toList()))
                .compose(dropped -> drop(generation.deadLetters()));
    }

    private Future<Void> drop(String collection) {
        return bounded(mongo.dropCollection(collection));
    }

    private static JsonObject write(String name, Pointer pointer) {
        JsonObject json = new JsonObject()
                .put("_id", name)
                .put("live", pointer.live())
                .put("last", pointer.last())
                .put(
                        "generations",
                        new JsonArray(
                                pointer.builds().stream().map(Pointers::write).toList()))
                .put("rev", pointer.rev() + 1);
        pointer.verification().ifPresent(found -> json.put("verification", write(found)));
        return json;
    }

    private static JsonObject write(Build build) {
        JsonObject json = new JsonObject()
                .put("number", build.number())
                .put("version", build.version())
                .put("purpose", build.purpose().name())
                .put("startedAt", build.startedAt().toString());
        build.completedAt().ifPresent(at -> json.put("completedAt", at.toString()));
        return json;
    }

    private static JsonObject write(Verification found) {
        return new JsonObject()
                .put("generation", found.generation())
                .put("startedAt", found.startedAt().toString())
                .put("finishedAt", found.finishedAt().toString())
                .put("positions", DocumentJson.writePositions(found.positions()))
                .put("documents", found.documents())
                .put("differing", found.differing())
                .put("unsettled", found.unsettled())
                .put(
                        "differences",
                        new JsonArray(found.differences().stream()
                                .map(Pointers::write)
                                .toList()));
    }

    private static JsonObject write(Verification.Difference difference) {
        return new JsonObject()
                .put("set", difference.document().set())
                .put("document", difference.document().id())
                .put("kind", difference.kind())
                .put("fields", new JsonArray(difference.fields()));
    }

    private static Pointer read(JsonObject json) {
        return new Pointer(
                json.getInteger("live"),
                json.getInteger("last"),
                objects(json.getJsonArray("generations")).stream()
                        .map(Pointers::readBuild)
                        .toList(),
                Optional.ofNullable(json.getJsonObject("verification")).map(Pointers::readVerification),
                json.getLong("rev"));
    }

    private static Build readBuild(JsonObject json) {
        return new Build(
                json.getInteger("number"),
                json.getInteger("version"),
                Purpose.valueOf(json.getString("purpose")),
                Instant.parse(json.getString("startedAt")),
                Optional.ofNullable(json.getString("completedAt")).map(Instant::parse));
    }

    private static Verification readVerification(JsonObject json) {
        return new Verification(
                json.getInteger("generation"),
                Instant.parse(json.getString("startedAt")),
                Instant.parse(json.getString("finishedAt")),
                DocumentJson.readPositions(json.getJsonObject("positions")),
                json.getLong("documents"),
                json.getLong("differing"),
                objects(json.getJsonArray("differences")).stream()
                        .map(difference -> new Verification.Difference(
                                new DocumentKey(difference.getString("set"), difference.getString("document")),
                                difference.getString("kind"),
                                difference.getJsonArray("fields").stream()
                                        .map(String.class::cast)
                                        .toList()))
                        .toList(),
                json.getLong("unsettled"));
    }

    private static List<JsonObject> objects(@Nullable JsonArray array) {
        return array == null
                ? List.of()
                : IntStream.range(0, array.size())
                        .mapToObj(array::getJsonObject)
                        .toList();
    }

    private static <T> Future<T> bounded(Future<T> call) {
        return call.timeout(CALL_SECONDS, TimeUnit.SECONDS);
    }
}
