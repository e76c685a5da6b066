package io.millrace.messaging;

import io.millrace.contracts.EventEnvelope;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One subscriber's feed of one source, in this process. Thread-safe; its state belongs to its context. */
public final class Subscription {
    private static final Logger log = LoggerFactory.getLogger(Subscription.class);
    private static final int LOAD_SECONDS = 10;
    private static final int STOP_SECONDS = 10;

    private final Context context;
    private final Checkpoints checkpoints;
    private final ReplayAsker owner;
    private final Feeding feeding;
    private final QueueReader reader;
    private final HeadCheck headCheck;
    private final Runnable ownerReachable;
    private final AtomicBoolean starting = new AtomicBoolean();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Promise<Void> started = Promise.promise();
    private final Promise<Void> ended = Promise.promise();
    private final Map<Integer, PartitionProgress> progress = new ConcurrentHashMap<>();
    private volatile @Nullable Map<Integer, Long> ownerHeads;

    private final Map<Integer, PartitionFeed> feeds = new TreeMap<>();
    private Map<Integer, Long> loaded = Map.of();
    private @Nullable Future<Void> loading;
    /** Another process may have been the active one since the checkpoints were loaded. */
    private boolean stale;

    private boolean catchingUp;
    private boolean stopped;

    Subscription(
            Vertx vertx,
            Link link,
            ReplayAsker owner,
            SubscriptionOptions options,
            Checkpoints checkpoints,
            EventHandler handler,
            SubscriptionMeters meters,
            EventRoom room) {
        this.context = vertx.getOrCreateContext();
        this.checkpoints = checkpoints;
        this.owner = owner;
        this.feeding = new Feeding(context, options, handler, owner, meters, room, this::reload);
        this.reader = new QueueReader(context, link, options, meters, new Arrivals());
        this.headCheck = new HeadCheck(feeding, new Checked());
        this.ownerReachable = () -> context.runOnContext(go -> checkSoon());
    }

    /**
     * Loads the checkpoints and starts to listen, now or as soon as broker and owner are there. Completes when the
     * checkpoints are loaded; loading is tried again until it works. Fails when the subscription is stopped before.
     */
    public Future<Void> start() {
        if (starting.compareAndSet(false, true)) {
            context.runOnContext(go -> load(BackOff.standard(), false));
        }
        return started.future();
    }

    /** Stops listening and waits for handlers at work, 10 s at most. Idempotent; a stopped subscription stays stopped. */
    public Future<Void> stop() {
        if (stopping.compareAndSet(false, true)) {
            context.runOnContext(go -> shutDown().onComplete(ended));
        }
        return ended.future();
    }

    /** How far it is, by partition; only partitions it has heard of. */
    public Map<Integer, PartitionProgress> progress() {
        return Map.copyOf(progress);
    }

    /** Where the journal's partitions ended when the owner was last asked; empty as long as it has not answered. */
    public Optional<Map<Integer, Long>> ownerHeads() {
        return Optional.ofNullable(ownerHeads);
    }

    String subscriber() {
        return feeding.options().subscriber();
    }

    /** @param told whether the log knows already that it does not work */
    private void load(BackOff backOff, boolean told) {
        if (stopped) {
            started.fail(new IllegalStateException("stopped"));
            return;
        }
        feeding.call(this::reload, outcome -> {
            if (outcome.succeeded()) {
                if (told) {
                    log.info("{}: has its checkpoints", feeding.name());
                }
                started.complete();
                listen();
                return;
            }
            if (!told) {
                log.warn("{}: cannot load its checkpoints ({})", feeding.name(), Reason.of(outcome.cause()));
            }
            feeding.after(backOff.next(), () -> load(backOff, true));
        });
    }

    private void listen() {
        if (!stopped) {
            owner.whenOpen(ownerReachable);
            reader.start();
        }
    }

    private void checkSoon() {
        if (!stopped) {
            headCheck.soon();
        }
    }

    private Future<Void> shutDown() {
        stopped = true;
        owner.forget(ownerReachable);
        headCheck.stop();
        reader.cancel();
        Promise<Void> closed = Promise.promise();
        feeding.call(this::handlersAtRest, rest -> {
            if (rest.failed()) {
                log.warn("{}: stopped without waiting any longer for its handler", feeding.name());
            }
            reader.close();
            report();
            closed.complete();
        });
        return closed.future();
    }

    private Future<Object> handlersAtRest() {
        return Future.join(feeds.values().stream().map(PartitionFeed::stop).toList())
                .<Object>mapEmpty()
                .timeout(STOP_SECONDS, TimeUnit.SECONDS);
    }

    /** Loads the checkpoints and drops what they say is handled. Calls while one is under way share it. */
    private Future<Void> reload() {
        Future<Void> underWay = loading;
        if (underWay != null) {
            return underWay;
        }
        Promise<Void> done = Promise.promise();
        loading = done.future();
        feeding.call(() -> checkpoints.load().timeout(LOAD_SECONDS, TimeUnit.SECONDS), outcome -> {
            loading = null;
            if (outcome.succeeded()) {
                loaded = outcome.result();
                loaded.forEach((partition, position) -> feed(partition).handledElsewhere(position));
                report();
            }
            done.handle(outcome.mapEmpty());
        });
        return done.future();
    }

    private PartitionFeed feed(int partition) {
        return feeds.computeIfAbsent(partition, added -> {
            PartitionFeed feed = new PartitionFeed(feeding, added, loaded.getOrDefault(added, 0L), this::report);
            if (catchingUp) {
                feed.pause();
            }
            return feed;
        });
    }

    private void report() {
        feeds.values().forEach(this::report);
    }

    private void report(PartitionFeed feed) {
        PartitionProgress now = feed.progress();
        progress.put(now.partition(), now);
    }

    /** Before the first message of a new channel is handled: who was active until now may have handled it already. */
    private void catchUp(BackOff backOff) {
        feeding.call(this::reload, outcome -> {
            if (outcome.failed() && !stopped) {
                feeding.after(backOff.next(), () -> catchUp(backOff));
            } else {
                catchingUp = false;
                feeds.values().forEach(PartitionFeed::resume);
            }
        });
    }

    private final class Arrivals implements QueueReader.Listener {

        @Override
        public void opened() {
            stale = true;
            checkSoon();
        }

        @Override
        public void arrived(List<EventEnvelope> events, Receipt receipt) {
            if (stale) {
                stale = false;
                catchingUp = true;
                feeds.values().forEach(PartitionFeed::pause);
                catchUp(BackOff.standard());
            }
            Set<PartitionFeed> moved = new LinkedHashSet<>();
            for (EventEnvelope event : events) {
                PartitionFeed feed = feed(event.partition());
                feed.offer(event, receipt);
                moved.add(feed);
            }
            moved.forEach(PartitionFeed::moved);
        }

        @Override
        public void lost() {
            feeds.values().forEach(PartitionFeed::connectionLost);
        }
    }

    private final class Checked implements HeadCheck.Feeds {

        @Override
        public PartitionFeed feed(int partition) {
            return Subscription.this.feed(partition);
        }

        @Override
        public Future<Integer> waiting() {
            return reader.waiting();
        }

        @Override
        public void report(Map<Integer, Long> heads) {
            ownerHeads = Map.copyOf(heads);
            Subscription.this.report();
        }
    }
}
