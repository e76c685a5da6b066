package io.millrace.query.projection;

import io.millrace.contracts.ConsistencyToken;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.FindOptions;
import io.vertx.ext.mongo.MongoClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a projection has made, for queries: of the generation that answers at the moment. Futures fail when the store does,
 * after a bounded time. Thread-safe.
 */
public final class ReadModel {

    private static final long CALL_SECONDS = 5;

    private final Vertx vertx;
    private final MongoClient mongo;
    private final Projection projection;
    private final Supplier<@Nullable RunningGeneration> live;
    private final Future<RunningGeneration> firstLive;
    private final Supplier<Duration> lag;

    ReadModel(
            Resources resources,
            Projection projection,
            Supplier<@Nullable RunningGeneration> live,
            Future<RunningGeneration> firstLive,
            Supplier<Duration> lag) {
        this.vertx = resources.vertx();
        this.mongo = resources.mongo();
        this.projection = projection;
        this.live = live;
        this.firstLive = firstLive;
        this.lag = lag;
    }

    /** What can be said of a write that somebody wants to see. */
    public enum Reached {
        /** It is in the documents. */
        YES,
        /** It is not in the documents yet. */
        NOT_YET,
        /** It was given to the documents but is a dead letter of one of them. */
        PARKED
    }

    public String name() {
        return projection.name();
    }

    /** The generation that answers; another one later means that answers may come from both. */
    public int generation() {
        RunningGeneration now = live.get();
        return now == null ? 0 : now.generation().number();
    }

    /** What to listen for to learn of changes of a document. */
    public static String topic(DocumentSet set, String id) {
        return Changes.topic(set, id);
    }

    /** What to listen for to learn of changes of all documents with a value in a field. */
    public static String topic(DocumentSet set, String field, String value) {
        if (!set.groups().contains(field)) {
            throw new IllegalArgumentException(set.name() + " is not followed by " + field);
        }
        return Changes.topic(set, field, value);
    }

    /** The document, if it exists. */
    public Future<Optional<Document>> find(DocumentSet set, String id) {
        return answering(now -> mongo.findOne(now.generation().collection(set), new JsonObject().put("_id", id), null)
                        .timeout(CALL_SECONDS, TimeUnit.SECONDS))
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
        return answering(now -> mongo.findWithOptions(now.generation().collection(set), selection.query(), options)
                        .timeout(CALL_SECONDS, TimeUnit.SECONDS))
                .map(found -> found.stream().map(DocumentJson::readDocument).toList());
    }

    /**
     * Completes as soon as what the token stands for is in the documents, or when the time is up. Partitions of services that
     * the projection does not listen to do not count. Completes on the caller's context.
     */
    public Future<Reached> reached(ConsistencyToken token, Duration atMost) {
        Map<String, Long> needed = ofSources(token.positions(), projection);
        RunningGeneration now = live.get();
        return now == null ? reachedOnceKnown(needed, atMost) : reached(now, needed, atMost);
    }

    /** The store has not answered yet since this process was started. */
    private Future<Reached> reachedOnceKnown(Map<String, Long> needed, Duration atMost) {
        Context caller = vertx.getOrCreateContext();
        long started = System.nanoTime();
        Promise<Reached> outcome = Promise.promise();
        firstLive
                .timeout(Math.max(1, atMost.toMillis()), TimeUnit.MILLISECONDS)
                .onComplete(known -> caller.runOnContext(ignored -> {
                    Duration left = atMost.minusNanos(System.nanoTime() - started);
                    (known.succeeded() && !left.isNegative()
                                    ? reached(known.result(), needed, left)
                                    : Future.succeededFuture(Reached.NOT_YET))
                            .onComplete(outcome);
                }));
        return outcome.future();
    }

    private static Future<Reached> reached(RunningGeneration now, Map<String, Long> needed, Duration atMost) {
        return now.run()
                .reached(needed, atMost)
                .compose(covered -> covered ? parked(now.run(), needed) : Future.succeededFuture(Reached.NOT_YET));
    }

    private static Future<Reached> parked(ProjectionRun run, Map<String, Long> needed) {
        return run.visible().deadLetters() == 0
                ? Future.succeededFuture(Reached.YES)
                : run.letters().anyAt(needed).map(parked -> parked ? Reached.PARKED : Reached.YES);
    }

    /** How long the oldest event that is not in the documents yet has been waiting, as far as known. */
    public Duration lag() {
        return lag.get();
    }

    private <T> Future<T> answering(Function<RunningGeneration, Future<T>> question) {
        RunningGeneration now = live.get();
        return now == null ? Future.failedFuture(unknown(projection)) : question.apply(now);
    }

    static TimeoutException unknown(Projection projection) {
        return new TimeoutException("the store has not told yet which generation of " + projection.name() + " answers");
    }

    /** The positions of partitions that a projection listens to. */
    static Map<String, Long> ofSources(Map<String, Long> positions, Projection projection) {
        Map<String, Long> heard = new HashMap<>(positions);
        heard.keySet()
                .removeIf(partition -> !projection.sources().contains(partition.substring(0, partition.indexOf('/'))));
        return heard;
    }
}
