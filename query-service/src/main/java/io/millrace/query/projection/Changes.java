package io.millrace.query.projection;

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

/**
 * What has changed in the documents that answer, told to all query services: in this process at once, to the others some
 * milliseconds later, what comes together as one message. More may be told than has changed, never less. Thread-safe.
 *
 * <p>What changes is named by topics: {@code customers/<id>} for a document, {@code orders?customerId=<id>} for all documents with
 * that value in a field by which their set is {@linkplain DocumentSet#followedBy followed}.
 */
public final class Changes {

    private static final String EXCHANGE = "query.changes";
    private static final long GATHERING_MILLIS = 10;
    /** Topics of one projection, beyond which everything of it counts as changed. */
    private static final int MOST_TOPICS = 5_000;

    private static final String ALL = "*";

    private final Context context;
    private final Broadcast broadcast;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    /** For the others, by projection. Belongs to the context. */
    private final Map<String, Set<String>> gathered = new HashMap<>();

    private boolean sending;

    /** Hears of changes, on one context, never two at a time. */
    public interface Listener {

        /** These have changed, and perhaps others. */
        void changed(String projection, Collection<String> topics);

        /** Everything of a projection may have changed. */
        void allChanged(String projection);

        /** Everything may have changed. */
        void allChanged();
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
    void changed(String projection, Set<String> topics) {
        if (!topics.isEmpty()) {
            context.runOnContext(ignored -> {
                tellHere(projection, topics);
                gather(projection, topics);
            });
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

    private void gather(String projection, Set<String> topics) {
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
        gathered.forEach((projection, topics) -> news.put(projection, new JsonArray(List.copyOf(topics))));
        gathered.clear();
        broadcast.tell(news.toBuffer());
    }

    private final class FromOthers implements Broadcast.Listener {

        @Override
        public void told(Buffer news) {
            JsonObject byProjection = new JsonObject(news);
            byProjection
                    .fieldNames()
                    .forEach(projection -> tellHere(
                            projection,
                            byProjection.getJsonArray(projection).stream()
                                    .map(String.class::cast)
                                    .collect(Collectors.toSet())));
        }

        @Override
        public void mayHaveMissed() {
            listeners.forEach(Listener::allChanged);
        }
    }
}
