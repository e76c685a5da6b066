package io.millrace.query.projection;

import static io.millrace.embedded.junit.Futures.await;
import static io.millrace.query.projection.Orders.ORDERS;
import static io.millrace.query.projection.Orders.placed;
import static io.millrace.query.projection.Orders.registered;
import static io.millrace.query.projection.Orders.renamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.contracts.CustomerEvent.CustomerClosed;
import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.embedded.junit.WithVertx;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@WithVertx
class ProjectionRunTest {

    private static final Duration LONG = Duration.ofSeconds(10);

    private final Journals journals = new Journals(1);
    private final MemoryDocumentStore store = new MemoryDocumentStore(1);
    private final Valve valve = new Valve();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicInteger others = new AtomicInteger();
    private final Vertx vertx;
    private final ProjectionRun run;

    ProjectionRunTest(Vertx vertx) {
        this.vertx = vertx;
        this.run = run(Orders.PROJECTION, store.through(valve));
        run.start();
    }

    @AfterEach
    void stop() {
        valve.open();
        await(run.stop(LONG));
    }

    private ProjectionRun run(Projection projection, MemoryDocumentStore documents) {
        Generation generation = Generation.first(projection);
        return new ProjectionRun(
                vertx.getOrCreateContext(),
                projection,
                generation,
                documents,
                documents.letters(),
                new RunMetrics(meters, generation),
                others::get,
                (reached, topics) -> {});
    }

    private List<EventEnvelope> happened(Event... events) {
        return List.of(events).stream()
                .map(event -> journals.happened(Instant.EPOCH, event))
                .toList();
    }

    @Test
    void appliesAndSavesItsCheckpointBeforeItSaysSo() {
        await(run.handle(happened(placed("order-1", "ada"), placed("order-2", "ada"))));

        assertThat(store.documents(ORDERS)).containsOnlyKeys("order-1", "order-2");
        assertThat(await(run.refresh()).positions()).isEqualTo(Map.of("orders/0", 2L));
        assertThat(run.state()).isEqualTo(ProjectionState.RUNNING);
    }

    @Test
    void appliesTogetherWhatWaitsTogether() {
        valve.close();
        Future<Void> first = run.handle(happened(placed("order-1", "ada")));
        Future<Void> second = run.handle(happened(placed("order-2", "ada")));
        Future<Void> third = run.handle(happened(registered("ada", "Lovelace")));
        valve.open();

        await(Future.all(first, second, third));

        assertThat(meters.get("millrace.projection.batch").timer().count()).isLessThanOrEqualTo(2);
        assertThat(meters.get("millrace.projection.events").counter().count()).isEqualTo(3);
    }

    @Test
    void dropsWhatItsCheckpointCovers() {
        List<EventEnvelope> events = happened(placed("order-1", "ada"));
        await(run.handle(events));
        await(run.handle(events));

        assertThat(store.documents(ORDERS))
                .containsEntry(
                        "order-1",
                        Document.absent("order-1").with("customerId", "ada").with("placed", 1));
    }

    @Test
    void restsForOthersBetweenBatchesAndNotWithoutThem() {
        Timer rests = meters.get("millrace.projection.rest").timer();
        await(run.handle(happened(placed("order-1", "ada"))));
        assertThat(rests.count()).isZero();

        others.set(2);
        valve.close();
        Future<Void> slow = run.handle(happened(placed("order-2", "ada")));
        await().until(valve::holdsSomething);
        vertx.setTimer(10, due -> valve.open());
        await(slow);
        Future<Void> next = run.handle(happened(placed("order-3", "ada")));
        await(next);

        assertThat(rests.count()).isPositive();
        assertThat(rests.totalTime(TimeUnit.MILLISECONDS)).isGreaterThanOrEqualTo(10);
        assertThat(store.documents(ORDERS)).containsOnlyKeys("order-1", "order-2", "order-3");
    }

    @Test
    void restsUpToThreeTimesAsLongAsItWorked() {
        Duration batch = Duration.ofMillis(50);
        assertThat(GivingWay.rest(batch, 0)).isZero();
        assertThat(GivingWay.rest(batch, 1)).isEqualTo(batch);
        assertThat(GivingWay.rest(batch, 100)).isEqualTo(batch.multipliedBy(3));
        assertThat(GivingWay.rest(Duration.ofSeconds(9), 100)).isEqualTo(Duration.ofSeconds(1));
    }

    @Nested
    class WhileItsStoreFails {

        @Test
        void waitsAndGoesOnByItself() {
            valve.fail();
            Future<Void> applied = run.handle(happened(placed("order-1", "ada")));

            await().untilAsserted(() -> assertThat(run.state()).isEqualTo(ProjectionState.WAITING));
            assertThat(run.error())
                    .hasValueSatisfying(error -> assertThat(error).hasMessage("store is down"));
            assertThat(applied.isComplete()).isFalse();

            valve.open();
            await(applied);
            await().untilAsserted(() -> assertThat(run.state()).isEqualTo(ProjectionState.RUNNING));
            assertThat(store.documents(ORDERS)).containsOnlyKeys("order-1");
        }
    }

    @Nested
    class AfterAnEventOfALaterVersion {

        private Future<Void> applied() {
            EventEnvelope known = happened(placed("order-1", "ada")).get(0);
            EventEnvelope later = new EventEnvelope(
                    known.id(), "orders", 0, 1, known.aggregateId(), 1, "OrderPlaced.v99", known.time(), null, "{}");
            return run.handle(List.of(later));
        }

        @Test
        void stopsWithTheReasonAndParksNothing() {
            assertThatThrownBy(() -> await(applied())).hasMessageContaining("stopped");

            await(run.gaveUp());
            assertThat(run.state()).isEqualTo(ProjectionState.STOPPED);
            assertThat(run.error())
                    .hasValueSatisfying(error -> assertThat(error)
                            .hasMessageContaining("OrderPlaced.v99 at orders/0 position 1")
                            .hasMessageContaining("readers have to be rolled out before the owner"));
            assertThat(await(run.refresh()).positions()).isEmpty();
            assertThat(store.letters().all()).isEmpty();
        }

        @Test
        void refusesWhatComesLater() {
            assertThat(await(applied().otherwiseEmpty())).isNull();

            assertThatThrownBy(() -> await(run.handle(happened(placed("order-2", "ada")))))
                    .hasMessageContaining("stopped");
            assertThatThrownBy(() -> await(run.resubmitAll(LONG))).hasMessageContaining("stopped");
            assertThat(store.documents(ORDERS)).isEmpty();
        }
    }

    @Test
    void triesDeadLettersAgainBetweenBatches() {
        await(run.handle(happened(registered("ada", "L"), new CustomerClosed("ada"), renamed("ada", "King"))));
        String first = store.letters().all().get(0).id();

        assertThat(await(run.resubmit(first, LONG))).isEqualTo(new Resubmission(0, 2));
        assertThat(await(run.resubmitAll(LONG))).isEqualTo(new Resubmission(0, 2));
        assertThatThrownBy(() -> await(run.resubmit("nothing", LONG)))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("no dead letter nothing");
        await(run.handle(happened(placed("order-1", "ada"))));
        assertThat(store.documents(ORDERS)).containsOnlyKeys("order-1");
        assertThat(run.checkpoint().deadLetters()).isEqualTo(2);
    }

    @Test
    void doesNotTouchDocumentsOfAnotherVersion() {
        await(run.handle(happened(placed("order-1", "ada"))));
        MemoryDocumentStore older = store.through(valve);
        ProjectionRun newer = run(Orders.declare(2), older);
        newer.start();

        await(newer.gaveUp());
        assertThat(newer.error())
                .hasValueSatisfying(error -> assertThat(error)
                        .hasMessageContaining("made by version 1 of the projection, this is version 2"));
        await(newer.stop(LONG));
    }

    @Nested
    class Waiting {

        private final Map<String, Long> second = Map.of("orders/0", 2L);

        @Test
        void endsAtOnceWhenThePositionIsReached() {
            await(run.handle(happened(placed("order-1", "ada"), placed("order-2", "ada"))));

            assertThat(await(run.reached(second, Duration.ZERO))).isTrue();
        }

        @Test
        void endsWhenThePositionIsReached() {
            Future<Boolean> reached = run.reached(second, LONG);
            await(run.handle(happened(placed("order-1", "ada"))));
            assertThat(reached.isComplete()).isFalse();

            await(run.handle(happened(placed("order-2", "ada"))));
            assertThat(await(reached)).isTrue();
        }

        @Test
        void endsWhenTheTimeIsUp() {
            assertThat(await(run.reached(second, Duration.ofMillis(50)))).isFalse();
            assertThat(await(run.reached(second, Duration.ZERO))).isFalse();
        }

        @Test
        void endsWhenAnotherProcessReachesThePosition() {
            Future<Boolean> reached = run.reached(second, LONG);
            ProjectionRun other = run(Orders.PROJECTION, store.through(valve));
            other.start();
            await(other.handle(happened(placed("order-1", "ada"), placed("order-2", "ada"))));

            assertThat(await(reached)).isTrue();
            await(other.stop(LONG));
        }
    }

    @Nested
    class Stopping {

        @Test
        void waitsForTheBatchInFlightAndRefusesTheRest() {
            await(run.handle(happened(placed("order-1", "ada"))));
            valve.close();
            Future<Void> inFlight = run.handle(happened(placed("order-2", "ada")));
            await().until(valve::holdsSomething);
            Future<Void> behind = run.handle(happened(placed("order-3", "ada")));
            Future<Void> stopped = run.stop(LONG);
            valve.open();

            await(stopped);
            await(inFlight);
            assertThatThrownBy(() -> await(behind)).hasMessageContaining("stopped");
            assertThat(store.documents(ORDERS)).containsOnlyKeys("order-1", "order-2");
        }
    }

    /** Lets steps through, holds them, or fails them. */
    private static final class Valve implements MemoryDocumentStore.Gate {
        private final Queue<Runnable> held = new ArrayDeque<>();
        private boolean closed;
        private boolean failing;

        @Override
        public synchronized <T> Future<T> take(Supplier<T> step) {
            if (failing) {
                return Future.failedFuture("store is down");
            }
            if (!closed) {
                return Future.succeededFuture().map(now -> step.get());
            }
            Promise<T> later = Promise.promise();
            held.add(() -> later.complete(step.get()));
            return later.future();
        }

        synchronized void close() {
            closed = true;
        }

        synchronized void fail() {
            failing = true;
        }

        synchronized void open() {
            closed = false;
            failing = false;
            held.forEach(Runnable::run);
            held.clear();
        }

        synchronized boolean holdsSomething() {
            return !held.isEmpty();
        }
    }
}
