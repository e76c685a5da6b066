package io.millrace.query.projection;

import io.millrace.contracts.ConsistencyToken;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.FindOptions;
import io.vertx.ext.mongo.MongoClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What a projection has made, for queries. Futures fail when the store does, after a bounded time. Thread-safe. */
public final class ReadModel {

    private static final long CALL_SECONDS = 5;

    private final MongoClient mongo;
    private final Projection projection;
    private final Generation generation;
    private final ProjectionRun run;
    private final Supplier<Duration> lag;

    ReadModel(
            MongoClient mongo,
            Projection projection,
            Generation generation,
            ProjectionRun run,
            Supplier<Duration> lag) {
        this.mongo = mongo;
        this.projection = projection;
        this.generation = generation;
        this.run = run;
        this.lag = lag;
    }

    public String name() {
        return projection.name();
    }

    /** The document, if it exists. */
    public Future<Optional<Document>> find(DocumentSet set, String id) {
        return mongo.findOne(generation.collection(set), new JsonObject().put("_id", id), null)
                .timeout(CALL_SECONDS, TimeUnit.SECONDS)
                .map(json -> Optional.ofNullable(json)
                        .map(DocumentJson::readDocument)
                        .filter(Document::exists));
    }

    /** The documents selected, in order. */
    public Future<List<Document>> find(DocumentSet set, Selection selection) {
        FindOptions options = new FindOptions()
                .setFields(selection.fields())
                .setSort(Sort.by(selection.sort()).toJson())
                .setLimit(selection.limit())
                .setBatchSize(selection.limit());
        return mongo.findWithOptions(generation.collection(set), selection.query(), options)
                .timeout(CALL_SECONDS, TimeUnit.SECONDS)
                .map(found -> found.stream().map(DocumentJson::readDocument).toList());
    }

    /**
     * True as soon as what the token stands for is in the documents, false when the time is up. Partitions of services that
     * the projection does not listen to do not count. Completes on the caller's context.
     */
    public Future<Boolean> reached(ConsistencyToken token, Duration atMost) {
        Map<String, Long> needed = new HashMap<>(token.positions());
        needed.keySet().removeIf(partition -> !projection.sources().contains(source(partition)));
        return run.reached(needed, atMost);
    }

    /** How long the oldest event that is not in the documents yet has been waiting, as far as known. */
    public Duration lag() {
        return lag.get();
    }

    private static String source(String partition) {
        return partition.substring(0, partition.indexOf('/'));
    }
}
