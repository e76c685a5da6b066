package io.millrace.messaging;

import io.millrace.contracts.EventEnvelope;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings one partition's events to the handler, one batch at a time. Belongs to the subscription's context. */
final class PartitionFeed {
    private static final Logger log = LoggerFactory.getLogger(PartitionFeed.class);
    private static final int HELD_BATCHES = 4;

    private final Feeding feeding;
    private final int partition;
    private final PartitionSequence sequence;
    private final HoleRepair repair;
    private final BackOff backOff;
    private final Consumer<PartitionFeed> report;
    private boolean paused;
    private boolean stopped;
    private boolean handling;
    private boolean failing;
    /** Events that the room knows of. */
    private int accounted;

    private Future<Void> atWork = Future.succeededFuture();

    private long head;
    private @Nullable Instant headSeen;
    private @Nullable Instant lastEventTime;
    private @Nullable Instant behindKnown;

    PartitionFeed(Feeding feeding, int partition, long handled, Consumer<PartitionFeed> report) {
        this.feeding = feeding;
        this.partition = partition;
        this.report = report;
        int maxHeld = HELD_BATCHES * feeding.options().maxBatch();
        this.sequence = new PartitionSequence(handled, maxHeld);
        this.repair = new HoleRepair(feeding, partition, sequence, this::moved);
        this.backOff =
                new BackOff(feeding.options().retryFrom(), feeding.options().retryUpTo());
        this.head = handled;
    }

    void offer(EventEnvelope event, Receipt receipt) {
        seen(event.position());
        if (!sequence.offer(event, receipt)) {
            feeding.meters().duplicate();
        }
        if (!feeding.room().isLeft()) {
            sequence.forgetHeld();
        }
        account();
    }

    private void account() {
        int kept = stopped ? 0 : sequence.kept();
        feeding.room().add(kept - accounted);
        accounted = kept;
    }

    /** Goes on after something has changed. */
    void moved() {
        account();
        report.accept(this);
        if (!stopped && !paused) {
            pump();
            repair.look();
        }
    }

    /** Takes events in, but handles none until resumed: whether they are still to be handled is being looked up. */
    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        moved();
    }

    void handledElsewhere(long position) {
        sequence.handledElsewhere(position);
        seen(position);
    }

    void connectionLost() {
        sequence.connectionLost();
        account();
    }

    /** Completes when no handler is at work; none is called any more. */
    Future<Void> stop() {
        stopped = true;
        account();
        repair.stop();
        return atWork;
    }

    /** The owner says that its last event has this position. */
    void headIs(long position) {
        seen(position);
    }

    long handled() {
        return sequence.handled();
    }

    /** Events exist that neither have arrived nor are being fetched, and nothing is going on. */
    boolean idleBehind() {
        return head > sequence.handled() && !handling && sequence.waiting() == 0 && !repair.active();
    }

    /** Fetches what is missing up to the head. */
    void fetch() {
        sequence.exists(head);
        moved();
    }

    PartitionProgress progress() {
        EventEnvelope oldest = sequence.oldest();
        Instant behindSince = oldest != null ? oldest.time() : head > sequence.handled() ? behindKnown : null;
        return new PartitionProgress(partition, sequence.handled(), head, headSeen, lastEventTime, behindSince);
    }

    private void seen(long position) {
        headSeen = Instant.now();
        if (head <= sequence.handled()) {
            behindKnown = headSeen;
        }
        head = Math.max(head, position);
    }

    private void pump() {
        List<EventEnvelope> batch =
                handling ? List.of() : sequence.take(feeding.options().maxBatch());
        if (batch.isEmpty()) {
            return;
        }
        handling = true;
        Promise<Void> work = Promise.promise();
        atWork = work.future();
        feeding.call(() -> feeding.handler().handle(batch), outcome -> {
            if (outcome.succeeded()) {
                succeeded(batch);
            } else {
                failed(batch, outcome.cause());
            }
            work.complete();
        });
    }

    private void succeeded(List<EventEnvelope> batch) {
        if (failing) {
            log.info("{}: partition {} goes on", feeding.name(), partition);
        }
        failing = false;
        handling = false;
        backOff.reset();
        lastEventTime = batch.get(batch.size() - 1).time();
        feeding.meters().delivered(batch.size());
        sequence.takenHandled();
        moved();
    }

    private void failed(List<EventEnvelope> batch, Throwable failure) {
        if (stopped) {
            return;
        }
        feeding.meters().handlerFailed();
        if (!failing) {
            failing = true;
            long from = batch.get(0).position();
            log.warn("{}: partition {} waits at position {} ({})", feeding.name(), partition, from, Reason.of(failure));
        }
        feeding.after(
                backOff.next(),
                () -> feeding.call(feeding.reload(), loaded -> {
                    handling = false;
                    sequence.takenFailed();
                    moved();
                }));
    }
}
