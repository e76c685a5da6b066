package io.millrace.kit.journal.mongo;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.millrace.kit.journal.Leadership;
import io.millrace.runtime.loop.Loop;
import io.millrace.runtime.loop.Next;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Leadership by a lease that compares no clocks of different machines: the leader beats, and whoever has seen the same beat
 * for longer than a leader believes in itself takes over, with a new term.
 */
final class LeaseLeadership implements Leadership {

    /** Between two beats. */
    static final Duration BEAT = Duration.ofSeconds(1);

    /** After the begin of the last beat that succeeded a leader no longer takes itself for one. */
    static final Duration BELIEF = Duration.ofSeconds(3);

    /** Of the same beat, after which another takes over. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final String LEASE = "relay";
    private static final String HOLDER = "holder";
    private static final String TERM = "term";
    private static final String BEATS = "beat";

    private final String me = UUID.randomUUID().toString();
    private final Calls calls;
    private final MongoCollection<Document> collection;
    private final RelayMarks marks;
    private final Loop beats;

    private volatile @Nullable Held held;
    private volatile long term;
    private @Nullable Sighting seen;

    /** @param began when the last beat that succeeded was begun, of this process's own clock */
    private record Held(long term, long began) {
        boolean believed() {
            return System.nanoTime() - began < BELIEF.toNanos();
        }
    }

    /** Somebody's beat, and when it was seen first. */
    private record Sighting(Document lease, long since) {}

    LeaseLeadership(String source, Connection connection, RelayMarks marks) {
        this.calls = connection.calls();
        this.collection = connection.collection("lease");
        this.marks = marks;
        this.beats = new Loop(calls.newContext(), "the lease of " + source + "'s relay", this::beat);
    }

    /** The latest term in which this process has led, 0 for none. */
    long term() {
        return term;
    }

    @Override
    public Future<Boolean> acquire() {
        Held mine = held;
        if (mine != null && mine.believed()) {
            return Future.succeededFuture(true);
        }
        held = null;
        return calls.first(collection.find(Filters.eq(LEASE)))
                .compose(lease -> lease.map(this::contend).orElseGet(this::begin));
    }

    private Future<Boolean> begin() {
        long began = System.nanoTime();
        return calls.one(collection.insertOne(new Document("_id", LEASE)
                        .append(HOLDER, me)
                        .append(TERM, 1L)
                        .append(BEATS, 0L)))
                .map(Optional.of(1L))
                .recover(failure -> Failures.duplicate(failure)
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(failure))
                .compose(begun -> lead(begun, began));
    }

    private Future<Boolean> contend(Document lease) {
        String holder = lease.getString(HOLDER);
        if (holder != null && !holder.equals(me) && !silent(lease)) {
            return Future.succeededFuture(false);
        }
        long next = lease.getLong(TERM) + 1;
        long began = System.nanoTime();
        return calls.one(collection.updateOne(
                        unchanged(lease),
                        Updates.combine(Updates.set(HOLDER, me), Updates.set(TERM, next), Updates.set(BEATS, 0L))))
                .compose(taken -> lead(taken.getMatchedCount() == 1 ? Optional.of(next) : Optional.empty(), began));
    }

    private static Bson unchanged(Document lease) {
        return Filters.and(
                Filters.eq(LEASE),
                Filters.eq(HOLDER, lease.getString(HOLDER)),
                Filters.eq(TERM, lease.getLong(TERM)),
                Filters.eq(BEATS, lease.getLong(BEATS)));
    }

    /** Whether the holder has not beaten for so long that it cannot think it leads. */
    private boolean silent(Document lease) {
        long now = System.nanoTime();
        Sighting before = seen;
        if (before == null || !before.lease().equals(lease)) {
            seen = new Sighting(lease, now);
            return false;
        }
        return now - before.since() >= PATIENCE.toNanos();
    }

    /** Leads once nobody else can move a mark any more. */
    private Future<Boolean> lead(Optional<Long> won, long began) {
        if (won.isEmpty()) {
            return Future.succeededFuture(false);
        }
        long now = won.get();
        return marks.begin(now).map(fenced -> {
            term = now;
            held = new Held(now, began);
            seen = null;
            beats.start();
            return true;
        });
    }

    private Future<Next> beat() {
        Held mine = held;
        if (mine == null) {
            return Future.succeededFuture(Next.after(BEAT));
        }
        long began = System.nanoTime();
        return calls.one(collection.updateOne(mine(mine), Updates.inc(BEATS, 1L)))
                .map(beaten -> {
                    if (mine.equals(held)) {
                        held = beaten.getMatchedCount() == 1 ? new Held(mine.term(), began) : null;
                    }
                    return Next.after(BEAT);
                });
    }

    private Bson mine(Held held) {
        return Filters.and(Filters.eq(LEASE), Filters.eq(HOLDER, me), Filters.eq(TERM, held.term()));
    }

    @Override
    public Future<Void> release() {
        Held mine = held;
        held = null;
        return mine == null
                ? Future.succeededFuture()
                : calls.one(collection.updateOne(mine(mine), Updates.set(HOLDER, null)))
                        .<Void>mapEmpty()
                        .otherwiseEmpty();
    }

    /** Ends the beating; the lease must have been released. */
    Future<Void> close() {
        return beats.stop(STOP_LIMIT).otherwiseEmpty();
    }
}
