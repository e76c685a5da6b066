package io.millrace.query.projection;

import static java.util.Objects.requireNonNull;

import io.millrace.messaging.Broadcast;
import io.millrace.messaging.Broker;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What has changed in the documents that answer, told to all query services: in this process at once, to the others some
 * milliseconds later, what comes together as one message. More may be told than has changed, never less: what gets lost on
 * its way is noticed by the checkpoint, within two seconds. Thread-safe.
 *
 * <p>What changes is named by topics: {@code customers/<id>} for a document, {@code orders?customerId=<id>} for all documents with
 * that value in a field by which their set is {@linkplain DocumentSet#followedBy followed}.
 */
public final class Changes {

    private static final String EXCHANGE = "query.changes";
    private static final long GATHERING_MILLIS = 10;
    /** Topics of one projection, beyond which everything of it counts as changed. */
    static final int MOST_TOPICS = 5_000;

    static final String ALL = "*";

    private final Context context;
    private final Broadcast broadcast;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    // All of this belongs to the context. For the others, by projection:
    private final Map<String, Set<String>> gathered = new HashMap<>();
    private final Map<String, Reached> gatheredUpTo = new HashMap<>();
    /** Up to where, by projection, all that has changed was told here. */
    private final Map<String, Reached> told = new HashMap<>();
    /** Where, by projection, the checkpoint was when last looked at. */
    private final Map<String, Reached> seen = new HashMap<>();

    private boolean sending;

    /** Hears of changes, on one context, never two at a time. */
    public interface Listener {

        /** These have changed, and perhaps others. */
        void changed(String projection, Collection<String> topics);

        /** Everything of a projection may have changed. */
        void allChanged(String projection);

        /** Everything may have changed. */
        void allChanged();

        /** Whether it needs to hear of a projection at all; called on any thread. */
        boolean follows(String projection);
    }

    Changes(Vertx vertx, Broker broker) {
        this.context = vertx.getOrCreateContext();
        this.broadcast = broker.broadcast(context, EXCHANGE, new FromOthers());
    }

    /** Where listeners are called. */
    public Context context() {
        return context;
    }

    public void listen(Listener listener) {
        listeners.add(listener);
    }

    static String topic(DocumentSet set, String id) {
        return set.name() + "/" + id;
    }

    static String topic(DocumentSet set, String field, String value) {
        return set.name() + "?" + field + "=" + value;
    }

    /** To be called after the documents are written, also for those that may have been written before. */
    void changed(String projection, int generation, long rev, Set<String> topics) {
        context.runOnContext(ignored -> {
            told(projection, generation, rev);
            tellHere(projection, topics);
            gather(projection, new Reached(generation, rev), topics);
        });
    }

    /** Whether anybody follows what a projection makes, as far as known; on any thread. */
    boolean followed(String projection) {
        return listeners.stream().anyMatch(listener -> listener.follows(projection));
    }

    /**
     * A generation's checkpoint is stored with this {@code rev}. What nobody has told of by the next call, a second or so later,
     * was lost on the way: the process that did it died, or was cut off from the others.
     */
    void stored(String projection, int generation, long rev) {
        context.runOnContext(ignored -> {
            Reached now = new Reached(generation, rev);
            Reached before = seen.put(projection, now);
            if (before != null && before.beyond(told.get(projection))) {
                told.put(projection, before);
                listeners.forEach(listener -> listener.allChanged(projection));
            }
        });
    }

    private void told(String projection, int generation, long rev) {
        Reached news = new Reached(generation, rev);
        told.merge(projection, news, (known, next) -> next.beyond(known) ? next : known);
    }

    /** How far a generation is. */
    private record Reached(int generation, long rev) {

        boolean beyond(@Nullable Reached other) {
            return other == null || generation != other.generation || rev > other.rev;
        }
    }

    /** Another generation answers here; every process notices that by itself. */
    void switched(String projection) {
        context.runOnContext(ignored -> listeners.forEach(listener -> listener.allChanged(projection)));
    }

    private void tellHere(String projection, Collection<String> topics) {
        if (topics.contains(ALL)) {
            listeners.forEach(listener -> listener.allChanged(projection));
        } else {
            listeners.forEach(listener -> listener.changed(projection, topics));
        }
    }

    private void gather(String projection, Reached reached, Set<String> topics) {
        gatheredUpTo.put(projection, reached);
        Set<String> together = gathered.computeIfAbsent(projection, any -> new HashSet<>());
        together.addAll(topics);
        if (together.size() > MOST_TOPICS) {
            together.clear();
            together.add(ALL);
        }
        if (!sending) {
            sending = true;
            context.owner().setTimer(GATHERING_MILLIS, due -> context.runOnContext(ignored -> send()));
        }
    }

    private void send() {
        sending = false;
        JsonObject news = new JsonObject();
        gathered.forEach((projection, topics) -> {
            Reached reached = requireNonNull(gatheredUpTo.get(projection));
            news.put(
                    projection,
                    new JsonObject()
                            .put("generation", reached.generation())
                            .put("rev", reached.rev())
                            .put("topics", new JsonArray(List.copyOf(topics))));
        });
        gathered.clear();
        gatheredUpTo.clear();
        broadcast.tell(news.toBuffer());
    }

    private final class FromOthers implements Broadcast.Listener {

        @Override
        public void told(Buffer news) {
            JsonObject byProjection = new JsonObject(news);
            byProjection.fieldNames().forEach(projection -> {
                JsonObject ofOne = byProjection.getJsonObject(projection);
                Changes.this.told(projection, ofOne.getInteger("generation"), ofOne.getLong("rev"));
                tellHere(
                        projection,
                        ofOne.getJsonArray("topics").stream()
                                .map(String.class::cast)
                                .collect(Collectors.toSet()));
            });
        }

        @Override
        public void mayHaveMissed() {
            listeners.forEach(Listener::allChanged);
        }
    }
}
