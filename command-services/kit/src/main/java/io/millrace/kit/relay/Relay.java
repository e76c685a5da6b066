package io.millrace.kit.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.contracts.EventEnvelope;
import io.millrace.kit.journal.Journal;
import io.millrace.kit.journal.Leadership;
import io.millrace.kit.journal.NewEvent;
import io.millrace.runtime.loop.Loop;
import io.millrace.runtime.loop.Next;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a journal to the broker: every event, each partition in order, at least once. A commit in this process wakes it and
 * hands over what was committed; commits of other processes are found by a cheap look at the heads, and read. One process of a service relays at a time. The
 * durable mark of what is published follows lazily, so that after a crash a few events are published again, which
 * subscribers know by their position.
 *
 * <p>All state is owned by one context; {@link #committed} may be called from any thread.
 */
public final class Relay {

    private static final Logger log = LoggerFactory.getLogger(Relay.class);
    private static final long NEVER = Long.MIN_VALUE / 2;
    private static final int CHUNK = 1000;
    private static final int MESSAGE_EVENTS = 200;
    private static final int MESSAGE_CHARACTERS = 256 * 1024;
    /** A step that carries as many is one under load, where fewer and larger messages pay. */
    private static final int LOAD_EVENTS = 16;

    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Journal<?, ?, ?> journal;
    private final Leadership leadership;
    private final Function<List<EventEnvelope>, Future<Void>> publish;
    private final RelayOptions options;
    private final Counter published;
    private final Loop loop;
    private final List<CommittedTail> tails;
    private final Set<Integer> woken = ConcurrentHashMap.newKeySet();

    private final Map<Integer, Long> sent = new ConcurrentHashMap<>();
    private final Map<Integer, Long> heads = new ConcurrentHashMap<>();
    private final Map<Integer, Long> marked = new HashMap<>();
    private volatile boolean leading;
    private long leadershipChecked = NEVER;
    private long headsSeen = NEVER;
    private long marksStored = NEVER;
    private long stepBegun = NEVER;
    private int eventsInStep;

    /** @param publish sends events of one partition, in order, and completes when the broker has confirmed them */
    public Relay(
            Vertx vertx,
            Journal<?, ?, ?> journal,
            Leadership leadership,
            Function<List<EventEnvelope>, Future<Void>> publish,
            RelayOptions options,
            MeterRegistry meters) {
        this.vertx = vertx;
        this.journal = journal;
        this.leadership = leadership;
        this.publish = publish;
        this.options = options;
        this.tails =
                Stream.generate(CommittedTail::new).limit(journal.partitions()).toList();
        Context context = ((VertxInternal) vertx).createEventLoopContext();
        this.loop = new Loop(context, "relay of " + journal.source(), this::step);
        this.published = Counter.builder("millrace.relay.events")
                .description("Events that the broker has confirmed to this process")
                .register(meters);
        Gauge.builder("millrace.relay.leading", this, relay -> relay.leading ? 1 : 0)
                .description("Whether this process relays")
                .register(meters);
        Gauge.builder("millrace.relay.unpublished", this, Relay::unpublished)
                .description("Events committed but not confirmed, as far as this process knows; 0 unless it relays")
                .register(meters);
    }

    public void start() {
        loop.start();
    }

    /** Publishes what is being published, stores how far it came, and lets another process take over. Idempotent. */
    public Future<Void> stop() {
        return loop.stop(STOP_LIMIT)
                .otherwiseEmpty()
                .compose(stopped -> storeMarks())
                .otherwiseEmpty()
                .eventually(() -> leadership.release())
                .onComplete(done -> leading = false);
    }

    /** Takes notice of what was committed in this process, as a {@code CommitListener}. From any thread; returns at once. */
    public void committed(int partition, long base, List<? extends NewEvent<?>> events) {
        if (leading) {
            List<EventEnvelope> envelopes = new ArrayList<>(events.size());
            for (NewEvent<?> event : events) {
                envelopes.add(event.at(journal.source(), partition, base + envelopes.size() + 1));
            }
            tails.get(partition).add(envelopes);
        }
        woken.add(partition);
        loop.wake();
    }

    private double unpublished() {
        return leading
                ? heads.entrySet().stream()
                        .mapToLong(head -> Math.max(0, head.getValue() - sent.getOrDefault(head.getKey(), 0L)))
                        .sum()
                : 0;
    }

    private Future<Next> step() {
        return lead().compose(leads -> leads ? relay() : Future.succeededFuture(Next.after(options.takeOverCheck())));
    }

    private Future<Boolean> lead() {
        if (!due(leadershipChecked, options.takeOverCheck())) {
            return Future.succeededFuture(leading);
        }
        boolean before = leading;
        return leadership
                .acquire()
                .onFailure(lost -> loseLead())
                .compose(leads -> leads && !before ? recall() : Future.succeededFuture(leads))
                .onSuccess(leads -> {
                    leading = leads;
                    leadershipChecked = System.nanoTime();
                });
    }

    private void loseLead() {
        leading = false;
        leadershipChecked = NEVER;
    }

    private Future<Boolean> recall() {
        return journal.published().map(marks -> {
            log.info("Relaying the events of {}", journal.source());
            sent.putAll(marks);
            marked.putAll(marks);
            headsSeen = NEVER;
            return true;
        });
    }

    /** After a failure the heads are looked at again: the step does not count as working before everything is out. */
    private Future<Next> relay() {
        return gather().compose(gathered -> look())
                .compose(behind -> {
                    stepBegun = System.nanoTime();
                    eventsInStep = 0;
                    return Future.join(behind.stream().map(this::carry).toList());
                })
                .onFailure(unsent -> headsSeen = NEVER)
                .transform(carried -> storeDueMarks()
                        .compose(stored ->
                                carried.succeeded() ? Future.succeededFuture() : Future.failedFuture(carried.cause())))
                .map(done -> woken.isEmpty() ? Next.after(options.look()) : Next.atOnce());
    }

    /**
     * Under load, lets what is committed meanwhile come together, so that a message carries more: to send and confirm one costs
     * the broker and this process as much as many events do. Events that come one by one never wait.
     */
    private Future<Void> gather() {
        long rest = eventsInStep < LOAD_EVENTS || eventsInStep >= MESSAGE_EVENTS
                ? 0
                : options.gather().toMillis()
                        - Duration.ofNanos(System.nanoTime() - stepBegun).toMillis();
        return rest <= 0
                ? Future.succeededFuture()
                : vertx.timer(rest, TimeUnit.MILLISECONDS).mapEmpty();
    }

    /** The partitions that have something to publish. */
    private Future<List<Integer>> look() {
        List<Integer> behind = new ArrayList<>(woken);
        woken.removeAll(behind);
        if (!due(headsSeen, options.look())) {
            return Future.succeededFuture(behind);
        }
        return journal.heads().map(found -> {
            headsSeen = System.nanoTime();
            heads.putAll(found);
            found.forEach((partition, head) -> {
                if (head > sent.getOrDefault(partition, 0L) && !behind.contains(partition)) {
                    behind.add(partition);
                }
            });
            return behind;
        });
    }

    /**
     * Publishes the next stretch of a partition, or fails where the broker did. What is left waits for the next step, so
     * that leadership is looked after and marks are stored on the way through a long backlog.
     */
    private Future<Void> carry(int partition) {
        return next(partition, sent.getOrDefault(partition, 0L)).compose(events -> {
            if (events.isEmpty()) {
                return Future.succeededFuture();
            }
            eventsInStep += events.size();
            heads.merge(partition, events.get(events.size() - 1).position(), Math::max);
            if (events.size() == CHUNK) {
                woken.add(partition);
            }
            return publishAll(partition, events);
        });
    }

    private Future<List<EventEnvelope>> next(int partition, long after) {
        List<EventEnvelope> handedOver = tails.get(partition).after(after, CHUNK);
        return handedOver.isEmpty() ? journal.read(partition, after, CHUNK) : Future.succeededFuture(handedOver);
    }

    /** All messages of a chunk are in flight together; the mark stops before the first that failed. */
    private Future<Void> publishAll(int partition, List<EventEnvelope> events) {
        List<List<EventEnvelope>> messages = messages(events);
        List<Future<Void>> confirms = messages.stream().map(publish).toList();
        return Future.join(confirms).<Void>mapEmpty().onComplete(done -> {
            for (int i = 0; i < confirms.size() && confirms.get(i).succeeded(); i++) {
                List<EventEnvelope> message = messages.get(i);
                sent.put(partition, message.get(message.size() - 1).position());
                published.increment(message.size());
            }
        });
    }

    private static List<List<EventEnvelope>> messages(List<EventEnvelope> events) {
        List<List<EventEnvelope>> messages = new ArrayList<>();
        int from = 0;
        int characters = 0;
        for (int i = 0; i < events.size(); i++) {
            int size = events.get(i).data().length();
            if (i > from && (i - from >= MESSAGE_EVENTS || characters + size > MESSAGE_CHARACTERS)) {
                messages.add(events.subList(from, i));
                from = i;
                characters = 0;
            }
            characters += size;
        }
        messages.add(events.subList(from, events.size()));
        return messages;
    }

    private Future<Void> storeDueMarks() {
        return due(marksStored, options.markInterval()) ? storeMarks() : Future.succeededFuture();
    }

    private Future<Void> storeMarks() {
        Map<Integer, Long> moved = new HashMap<>();
        sent.forEach((partition, position) -> {
            if (position > marked.getOrDefault(partition, 0L)) {
                moved.put(partition, position);
            }
        });
        marksStored = System.nanoTime();
        return moved.isEmpty()
                ? Future.succeededFuture()
                : journal.markPublished(moved).onSuccess(stored -> marked.putAll(moved));
    }

    private static boolean due(long last, Duration interval) {
        return System.nanoTime() - last >= interval.toNanos();
    }
}
