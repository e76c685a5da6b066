package io.millrace.query.http;

import io.millrace.query.projection.Changes;
import io.millrace.runtime.http.ApiHandler;
import io.millrace.runtime.http.ApiRequest;
import io.millrace.runtime.http.EventStream;
import io.millrace.runtime.http.Reply;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients that follow answers: each is sent the present one, and then every other one as it changes, whichever process changes
 * it. An event's id is the entity tag of the answer, so that a client which comes again is sent nothing that it has. Those
 * who follow the same are one feed: it asks once for all of them, when something changes and at no other time.
 *
 * <p>Thread-safe; all state belongs to the context on which changes are told.
 */
public final class Followers {

    private static final Logger log = LoggerFactory.getLogger(Followers.class);
    private static final int MOST_AT_ONCE = 64;
    private static final long RETRY_MILLIS = 1_000;

    private final Context context;
    private final Map<String, Feed> feeds = new HashMap<>();
    private final Map<String, Set<Feed>> byTopic = new HashMap<>();
    /** Number of feeds by projection, to be looked at from any thread. */
    private final Map<String, Integer> followed = new ConcurrentHashMap<>();
    /** Feeds that are to ask, in order; each once at most. */
    private final Queue<Feed> waiting = new ArrayDeque<>();

    private int asking;

    public Followers(Changes changes) {
        this.context = changes.context();
        changes.listen(new Listener());
    }

    /**
     * An event stream of what a handler answers.
     *
     * @param projection whose documents the answer is made of
     * @param topic what changes when the answer does
     */
    Reply follow(String projection, String topic, ApiRequest request, ApiHandler handler) {
        String lastSeen = request.header("Last-Event-ID").orElse("");
        return Reply.events(stream -> context.runOnContext(ignored -> {
            Feed feed = feeds.computeIfAbsent(
                    request.target(), target -> begun(new Feed(target, projection, topic, handler)));
            Follower follower = new Follower(request, stream, lastSeen);
            stream.whenClosed(() -> context.runOnContext(closed -> feed.leave(follower)));
            feed.join(follower);
        }));
    }

    private Feed begun(Feed feed) {
        followed.merge(feed.projection, 1, Integer::sum);
        byTopic.computeIfAbsent(feed.key(), any -> new HashSet<>()).add(feed);
        return feed;
    }

    private void ended(Feed feed) {
        feeds.remove(feed.target);
        followed.computeIfPresent(feed.projection, (projection, count) -> count == 1 ? null : count - 1);
        Set<Feed> others = byTopic.get(feed.key());
        if (others != null && others.remove(feed) && others.isEmpty()) {
            byTopic.remove(feed.key());
        }
    }

    private void askSoon(Feed feed) {
        if (!feed.queued) {
            feed.queued = true;
            waiting.add(feed);
            askNext();
        }
    }

    /** Everything may have changed for many at once. */
    private void askNext() {
        while (asking < MOST_AT_ONCE && !waiting.isEmpty()) {
            Feed feed = waiting.remove();
            feed.queued = false;
            asking++;
            feed.ask()
                    .onComplete(done -> context.runOnContext(ignored -> {
                        asking--;
                        askNext();
                    }));
        }
    }

    private final class Listener implements Changes.Listener {

        @Override
        public void changed(String projection, Collection<String> topics) {
            if (!byTopic.isEmpty()) {
                topics.forEach(topic -> byTopic.getOrDefault(Feed.key(projection, topic), Set.of())
                        .forEach(Followers.this::askSoon));
            }
        }

        @Override
        public void allChanged(String projection) {
            feeds.values().stream()
                    .filter(feed -> feed.projection.equals(projection))
                    .forEach(Followers.this::askSoon);
        }

        @Override
        public boolean follows(String projection) {
            return followed.containsKey(projection);
        }

        @Override
        public void allChanged() {
            feeds.values().forEach(Followers.this::askSoon);
        }
    }

    private record State(String tag, Buffer event) {}

    /** One client; what it was sent last belongs to the context, too. */
    private static final class Follower {
        private final ApiRequest request;
        private final EventStream stream;
        private String seen;

        Follower(ApiRequest request, EventStream stream, String seen) {
            this.request = request;
            this.stream = stream;
            this.seen = seen;
        }

        void send(State state) {
            if (!state.tag().equals(seen)) {
                seen = state.tag();
                stream.send(state.event());
            }
        }
    }

    /** All who follow the same answer. */
    private final class Feed {
        private final String target;
        private final String projection;
        private final String topic;
        private final ApiHandler handler;
        private final Map<EventStream, Follower> followers = new LinkedHashMap<>();
        private @Nullable State present;
        private boolean queued;
        private boolean busy;
        private boolean again;

        Feed(String target, String projection, String topic, ApiHandler handler) {
            this.target = target;
            this.projection = projection;
            this.topic = topic;
            this.handler = handler;
        }

        String key() {
            return key(projection, topic);
        }

        static String key(String projection, String topic) {
            return projection + " " + topic;
        }

        /** What the feed knows is as new as the last change that was told. Who waited for a write may know a later one. */
        void join(Follower follower) {
            followers.put(follower.stream, follower);
            if (present != null && follower.request.header("Consistency-Token").isEmpty()) {
                follower.send(present);
            } else {
                askSoon(this);
            }
        }

        void leave(Follower follower) {
            followers.remove(follower.stream);
            if (followers.isEmpty()) {
                ended(this);
            }
        }

        /** What changes while the answer is made is asked for again. */
        Future<?> ask() {
            if (followers.isEmpty()) {
                return Future.succeededFuture();
            }
            if (busy) {
                again = true;
                return Future.succeededFuture();
            }
            busy = true;
            ApiRequest request = followers.values().iterator().next().request;
            return attempt(request)
                    .onComplete(answer -> context.runOnContext(ignored -> {
                        busy = false;
                        if (answer.succeeded()) {
                            answered(answer.result());
                        } else {
                            log.debug("{} cannot be told to its followers yet", target, answer.cause());
                            context.owner().setTimer(RETRY_MILLIS, due -> context.runOnContext(later -> askSoon(this)));
                        }
                        if (again) {
                            again = false;
                            askSoon(this);
                        }
                    }));
        }

        private Future<Reply> attempt(ApiRequest request) {
            try {
                return handler.handle(request);
            } catch (RuntimeException e) {
                return Future.failedFuture(e);
            }
        }

        private void answered(Reply reply) {
            Buffer body = reply.body();
            if (reply.status() == 200 && body != null) {
                String tag = ContentTag.of(body).toString().replace("\"", "");
                State before = present;
                State now = before != null && before.tag().equals(tag)
                        ? before
                        : new State(tag, EventStream.event(tag, body));
                present = now;
                followers.values().forEach(follower -> follower.send(now));
            }
        }
    }
}
