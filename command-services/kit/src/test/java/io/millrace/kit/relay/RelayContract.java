package io.millrace.kit.relay;

import static io.millrace.embedded.junit.Futures.await;
import static io.millrace.kit.membership.MemberProcess.freshId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.contracts.EventEnvelope;
import io.millrace.kit.journal.StoreOptions;
import io.millrace.kit.lane.LaneLimits;
import io.millrace.kit.membership.MemberCommand.Join;
import io.millrace.kit.membership.MemberProcess;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the relay promises whatever the store is. Every store runs this. */
abstract class RelayContract {

    private static final Duration NOT_IN_THIS_TEST = Duration.ofMinutes(1);
    private static final RelayOptions DEFAULT = RelayOptions.DEFAULT;

    private final List<Relaying> all = new ArrayList<>();
    final Vertx vertx;
    final String uri;

    private final Duration takeOver;

    /**
     * @param uri of a new, empty store
     * @param takeOver how long a process that died may be the leader at most
     */
    RelayContract(Vertx vertx, String uri, Duration takeOver) {
        this.vertx = vertx;
        this.uri = uri;
        this.takeOver = takeOver;
    }

    /** Takes the lead from whoever has it, without its doing. */
    abstract void endLead();

    /** One process: its lanes, its relay, and what that published. */
    private final class Relaying {
        final RecordingPublisher published = new RecordingPublisher();
        final AtomicInteger reads = new AtomicInteger();
        final MemberProcess process;
        final Relay relay;

        Relaying(Vertx own, RelayOptions options) {
            StoreOptions store = StoreOptions.of(uri).withPartitions(2);
            List<Relay> wired = new ArrayList<>();
            process = MemberProcess.start(
                    own,
                    store,
                    LaneLimits.DEFAULT,
                    (partition, base, events) -> wired.get(0).committed(partition, base, events));
            relay = new Relay(
                    own,
                    new CountedReads<>(process.journal, reads),
                    process.store.leadership(),
                    published::publish,
                    options,
                    process.meters);
            wired.add(relay);
            all.add(this);
        }

        Relaying start() {
            relay.start();
            await().until(this::leads);
            return this;
        }

        boolean leads() {
            return process.meters.get("millrace.relay.leading").gauge().value() == 1;
        }

        void join(int partition, int count) {
            await(Future.all(IntStream.range(0, count)
                    .mapToObj(i -> process.submit(new Join(process.idIn(partition), "M", freshId())))
                    .toList()));
        }

        void awaitPublished(int partition, long from, long to) {
            await().untilAsserted(() -> assertThat(published.positions(partition))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(from, to).boxed().toList()));
        }

        long mark(int partition) {
            return await(process.journal.published()).getOrDefault(partition, -1L);
        }
    }

    private static RelayOptions gathering(Duration gather) {
        return new RelayOptions(DEFAULT.look(), DEFAULT.takeOverCheck(), DEFAULT.markInterval(), gather);
    }

    private Relaying relaying(RelayOptions options) {
        return new Relaying(vertx, options);
    }

    @AfterEach
    void stop() {
        for (Relaying each : all) {
            await(each.relay.stop());
            each.process.close();
        }
        all.clear();
    }

    @Nested
    class WhatIsCommitted {

        @Test
        void isPublishedOnceAndInOrder() {
            Relaying one = relaying(DEFAULT).start();
            Relaying other = relaying(DEFAULT);
            IntStream.range(0, 20).forEach(i -> {
                one.join(i % 2, 3);
                other.join(1 - i % 2, 2);
            });

            one.awaitPublished(0, 1, 50);
            one.awaitPublished(1, 1, 50);
        }

        @Test
        void isPublishedAtOnceWithoutWaitingForALook() {
            Relaying one = relaying(new RelayOptions(
                            NOT_IN_THIS_TEST, NOT_IN_THIS_TEST, DEFAULT.markInterval(), DEFAULT.gather()))
                    .start();

            one.join(0, 1);
            await().atMost(Duration.ofSeconds(2))
                    .until(() -> one.published.positions(0).size() == 1);
        }

        @Test
        void inThisProcessIsPublishedAsItStandsInTheJournalWithoutBeingReadBack() {
            Relaying one = relaying(DEFAULT).start();

            one.join(0, 50);
            one.awaitPublished(0, 1, 50);

            assertThat(one.reads).hasValue(0);
            assertThat(one.published.messages().stream().flatMap(List::stream))
                    .containsExactlyElementsOf(await(one.process.journal.read(0, 0, 50)));
        }

        @Test
        void oneByOneDoesNotWaitForMore() {
            Relaying one = relaying(gathering(NOT_IN_THIS_TEST)).start();

            for (int i = 1; i <= 3; i++) {
                one.join(0, 1);
                one.awaitPublished(0, 1, i);
            }
        }

        @Test
        void inQuickSuccessionSharesMessages() {
            Relaying one = relaying(gathering(Duration.ofSeconds(2))).start();
            Promise<Void> confirm = Promise.promise();
            one.published.behave(message -> confirm.future());
            one.join(0, 1);
            one.join(0, 40);
            one.published.behave(message -> Future.succeededFuture());
            confirm.complete();
            one.awaitPublished(0, 1, 41);

            one.join(0, 1);
            one.join(0, 1);
            one.awaitPublished(0, 1, 43);

            assertThat(one.published.messages()).extracting(List::size).containsExactly(1, 40, 2);
        }

        @Test
        void byAnotherProcessIsFoundByLooking() {
            Relaying one = relaying(DEFAULT).start();
            Relaying other = relaying(DEFAULT);

            other.join(1, 1);
            await().atMost(Duration.ofSeconds(2))
                    .until(() -> one.published.positions(1).size() == 1);
        }

        @Test
        void beforeTheStartGoesOutInFewMessages() {
            Relaying one = relaying(DEFAULT);
            one.join(0, 3000);
            one.start();

            one.awaitPublished(0, 1, 3000);
            assertThat(one.published.messages())
                    .hasSizeLessThan(40)
                    .allSatisfy(message -> assertThat(message).hasSizeLessThanOrEqualTo(200));
        }

        @Test
        void goesOutInMessagesOfOnePartitionWithoutHoles() {
            Relaying one = relaying(DEFAULT);
            one.join(0, 300);
            one.join(1, 300);
            one.start();
            one.awaitPublished(0, 1, 300);
            one.awaitPublished(1, 1, 300);

            assertThat(one.published.messages()).allSatisfy(RelayContract::assertContiguous);
        }
    }

    @Nested
    class TheBrokerFails {

        @Test
        void andWhatItRefusedIsPublishedAgainSoon() {
            Relaying one = relaying(new RelayOptions(
                            NOT_IN_THIS_TEST, NOT_IN_THIS_TEST, DEFAULT.markInterval(), DEFAULT.gather()))
                    .start();
            AtomicInteger refusals = new AtomicInteger(3);
            one.published.behave(message ->
                    refusals.decrementAndGet() >= 0 ? Future.failedFuture("refused") : Future.succeededFuture());

            one.join(0, 5);

            one.awaitPublished(0, 1, 5);
        }

        @Test
        void inTheMiddleOfABacklogAndNothingIsLeftOut() {
            Relaying one = relaying(DEFAULT);
            one.join(0, 900);
            AtomicInteger count = new AtomicInteger();
            one.published.behave(message -> Set.of(3, 6, 8).contains(count.incrementAndGet())
                    ? Future.failedFuture("refused")
                    : Future.succeededFuture());
            one.start();

            await().untilAsserted(() -> assertThat(one.published.positions(0))
                    .containsAll(LongStream.rangeClosed(1, 900).boxed().toList()));
            await().until(() -> one.mark(0) == 900);
        }

        @Test
        void forOnePartitionAndTheOthersGoOn() {
            Relaying one = relaying(DEFAULT).start();
            one.published.behave(message ->
                    message.get(0).partition() == 1 ? Future.failedFuture("refused") : Future.succeededFuture());

            one.join(1, 2);
            one.join(0, 7);

            one.awaitPublished(0, 1, 7);
            await().until(() -> one.mark(0) == 7);
            assertThat(one.mark(1)).isZero();
        }
    }

    @Nested
    class TheMark {

        @Test
        void followsWhatIsConfirmed() {
            Relaying one = relaying(DEFAULT).start();
            one.join(0, 10);

            await().until(() -> one.mark(0) == 10);
        }

        @Test
        void isWhereTheNextStartGoesOn() {
            Relaying one = relaying(new RelayOptions(
                            DEFAULT.look(), DEFAULT.takeOverCheck(), NOT_IN_THIS_TEST, DEFAULT.gather()))
                    .start();
            one.join(0, 10);
            one.awaitPublished(0, 1, 10);
            await(one.relay.stop());

            Relaying next = relaying(DEFAULT).start();
            next.join(0, 1);
            next.awaitPublished(0, 11, 11);
        }

        @Test
        void isStoredWhenTheRelayStopsInTheMiddleOfAPublish() {
            Relaying one = relaying(DEFAULT).start();
            Promise<Void> confirm = Promise.promise();
            one.published.behave(message -> confirm.future());
            one.join(0, 1);
            Future<Void> stopped = one.relay.stop();
            assertThat(stopped.isComplete()).isFalse();

            confirm.complete();
            await(stopped);

            assertThat(one.mark(0)).isEqualTo(1);
        }
    }

    @Nested
    class OfTwoProcesses {

        private Vertx own;
        private Relaying leader;
        private Relaying follower;

        @BeforeEach
        void startBoth() {
            own = Vertx.vertx();
            leader = new Relaying(own, DEFAULT).start();
            follower = relaying(DEFAULT);
            follower.relay.start();
        }

        @AfterEach
        void closeOwn() {
            RelayContract.this.stop();
            await(own.close());
        }

        @Test
        void oneOnlyPublishes() {
            for (int i = 0; i < 20; i++) {
                follower.join(0, 1);
                leader.join(0, 1);
            }

            leader.awaitPublished(0, 1, 40);
            assertThat(follower.published.messages()).isEmpty();
            assertThat(follower.leads()).isFalse();
        }

        @Test
        void theOtherTakesOverWhenOneStops() {
            leader.join(0, 5);
            leader.awaitPublished(0, 1, 5);
            await(leader.relay.stop());

            follower.join(0, 1);
            await().atMost(Duration.ofSeconds(3)).until(follower::leads);
            follower.awaitPublished(0, 6, 6);
        }

        @Test
        void theOtherTakesOverWithoutAHoleWhenOneDies() {
            leader.join(0, 5);
            leader.awaitPublished(0, 1, 5);
            long mark = leader.mark(0);
            all.remove(leader);
            await(own.close());

            follower.join(0, 3);
            await().atMost(takeOver).until(follower::leads);
            await().until(() -> follower.published.positions(0).contains(8L));
            List<Long> again = follower.published.positions(0);
            assertThat(again)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(again.get(0), 8).boxed().toList());
            assertThat(again.get(0)).isBetween(mark + 1, 6L);
        }

        @Test
        void oneLeadsAgainAfterTheLeaderHasLostTheLead() {
            endLead();
            follower.join(0, 3);

            await().atMost(Duration.ofSeconds(3)).until(() -> leader.leads() != follower.leads());
            await().untilAsserted(() -> assertThat(
                            List.of(leader.published.positions(0), follower.published.positions(0)))
                    .anySatisfy(positions -> assertThat(positions).endsWith(1L, 2L, 3L)));
        }
    }

    private static void assertContiguous(List<EventEnvelope> message) {
        EventEnvelope first = message.get(0);
        for (int i = 0; i < message.size(); i++) {
            assertThat(message.get(i).partition()).isEqualTo(first.partition());
            assertThat(message.get(i).position()).isEqualTo(first.position() + i);
        }
    }
}
