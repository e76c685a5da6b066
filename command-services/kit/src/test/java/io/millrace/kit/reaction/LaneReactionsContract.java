package io.millrace.kit.reaction;

import static io.millrace.embedded.junit.Futures.await;
import static io.millrace.kit.membership.MemberProcess.freshId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.contracts.CustomerEvent.CustomerRenamed;
import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import io.millrace.contracts.InventoryEvent.StockReceived;
import io.millrace.kit.membership.MemberCommand;
import io.millrace.kit.membership.MemberCommand.Join;
import io.millrace.kit.membership.MemberCommand.Rename;
import io.millrace.kit.membership.MemberProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What reactions promise whatever the store is. Every store runs this. */
abstract class LaneReactionsContract {

    final MemberProcess process;
    final MemberProcess other;
    final LaneReactions<MemberCommand> reactions;
    final LaneReactions<MemberCommand> others;
    private final List<String> members;
    final Deliveries deliveries;

    /** @param uri of a new, empty store */
    LaneReactionsContract(Vertx vertx, String uri) {
        process = MemberProcess.start(vertx, uri);
        other = MemberProcess.start(vertx, uri);
        reactions = reactions(process);
        others = reactions(other);
        members = List.of(process.idIn(0), process.idIn(1), process.idIn(0));
        deliveries = new Deliveries(members);
    }

    private static LaneReactions<MemberCommand> reactions(MemberProcess process) {
        return new LaneReactions<>(
                Deliveries.SOURCE, process.lanes, new Renames(), process.store.checkpoints(Deliveries.SOURCE));
    }

    /** To a name that tells the event, so that no two commands are alike. */
    private record Renames() implements Policy<MemberCommand> {

        @Override
        public Set<Class<? extends Event>> events() {
            return Set.of(StockReceived.class);
        }

        @Override
        public List<Policy.Directed<MemberCommand>> react(Event event, EventEnvelope envelope, Instant now) {
            StockReceived received = (StockReceived) event;
            String id = received.productId();
            return List.of(new Policy.Directed<>(id, new Rename(id, "event " + received.quantity())));
        }
    }

    @BeforeEach
    void join() {
        members.forEach(id -> await(process.submit(new Join(id, "Ann", freshId()))));
    }

    @AfterEach
    void close() {
        process.close();
        other.close();
    }

    List<String> effects(int lane) {
        return await(process.journal.read(lane, 0, 1000)).stream()
                .map(EventTypes::decode)
                .flatMap(Optional::stream)
                .filter(CustomerRenamed.class::isInstance)
                .map(event -> ((CustomerRenamed) event).firstName())
                .toList();
    }

    /** Each event up to a position had its effect once, in order, in the lane it concerns. */
    void assertOnceUpTo(int position) {
        for (int lane = 0; lane < 2; lane++) {
            int here = lane;
            assertThat(effects(lane))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, position)
                            .filter(i -> process.lanes.partitionOf(members.get(i % 3)) == here)
                            .mapToObj(i -> "event " + i)
                            .toList());
        }
    }

    long checkpoint() {
        Map<Integer, Long> checkpoints = await(reactions.load());
        return checkpoints.getOrDefault(Deliveries.PARTITION, 0L);
    }

    @Nested
    class Events {

        @Test
        void haveTheirEffectOnceHoweverOftenTheyCome() {
            await(reactions.handle(deliveries.of(1, 10)));
            await(reactions.handle(deliveries.of(1, 10)));
            await(reactions.handle(deliveries.of(5, 15)));
            await(others.handle(deliveries.of(3, 18)));

            assertOnceUpTo(18);
            assertThat(checkpoint()).isEqualTo(18);
        }

        @Test
        void neverMoveTheCheckpointBack() {
            await(reactions.handle(deliveries.of(1, 15)));
            await(reactions.handle(deliveries.of(1, 5)));

            assertThat(checkpoint()).isEqualTo(15);
        }

        @Test
        void thatAreRefusedOrUnknownAreDoneWith() {
            Deliveries strangers = new Deliveries(List.of(freshId()));
            await(reactions.handle(strangers.of(1, 3)));
            await(reactions.handle(List.of(Deliveries.fromTheFuture(4))));
            assertOnceUpTo(0);

            await(reactions.handle(deliveries.of(5, 6)));

            assertThat(effects(0).size() + effects(1).size()).isEqualTo(2);
            assertThat(checkpoint()).isEqualTo(6);
        }
    }

    @Nested
    class LaterVersions {

        @Test
        void ofWhatItReactsToWaitUntilItIsRolledOutAnew() {
            await(reactions.handle(deliveries.of(1, 2)));
            List<EventEnvelope> events = List.of(Deliveries.ofALaterVersion(3, "StockReceived"));

            assertThatThrownBy(() -> reactions.handle(events))
                    .hasMessageContaining("StockReceived.v2 at inventory/1 position 3")
                    .hasMessageContaining("knows StockReceived up to version 1");
            assertThat(checkpoint()).isEqualTo(2);
        }

        @Test
        void ofEverythingElseAreNoMatter() {
            await(reactions.handle(List.of(Deliveries.ofALaterVersion(1, "StockShort"))));

            assertThat(checkpoint()).isEqualTo(1);
        }
    }

    @Nested
    class AfterACrash {

        @Test
        void betweenEffectAndCheckpointNothingIsRepeated() {
            await(other.store.close());
            LaneReactions<MemberCommand> cannotSave = new LaneReactions<>(
                    Deliveries.SOURCE, process.lanes, new Renames(), other.store.checkpoints(Deliveries.SOURCE));
            Future<Void> crashed = cannotSave.handle(deliveries.of(1, 10));
            await().until(crashed::isComplete);
            assertThat(crashed.failed()).isTrue();
            assertThat(checkpoint()).isZero();

            await(reactions.handle(deliveries.of(1, 12)));

            assertOnceUpTo(12);
            assertThat(checkpoint()).isEqualTo(12);
        }
    }

    @Nested
    class TwoProcesses {

        @Test
        void doingTheSameAtOnceDoItOnce() {
            for (int to = 20; to <= 200; to += 20) {
                await(Future.all(
                        reactions.handle(deliveries.of(to - 19, to)), others.handle(deliveries.of(to - 19, to))));
            }

            assertOnceUpTo(200);
            assertThat(checkpoint()).isEqualTo(200);
        }
    }
}
