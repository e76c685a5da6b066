package io.millrace.messaging;

import static io.millrace.embedded.junit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.contracts.EventEnvelope;
import io.millrace.embedded.junit.BrokerServer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What publishers, subscribers and replays promise when the broker, the network or a process goes. */
class BrokerOutagesIT extends BrokerContract {

    BrokerOutagesIT(Vertx vertx, BrokerServer server) {
        super(vertx, server);
    }

    @Nested
    class Outages {

        @Test
        void losesAndDoublesNothingWhenTheBrokerGoesAndComesInMidStream() throws Exception {
            Broker process = process();
            Publisher publisher = publishing(process);
            answering(process);
            store.before(() -> vertx.timer(2).mapEmpty());
            subscribed(process());
            awaitListening();

            for (int i = 0; i < 300; i++) {
                if (i == 60 || i == 200) {
                    stop();
                    start();
                }
                await(relay(publisher, owner.commit(i % PARTITIONS, 1 + i % 5)));
            }

            for (int partition = 0; partition < PARTITIONS; partition++) {
                awaitHandled(partition);
            }
            assertThat(store.refused()).isZero();
            assertThat(counted("millrace.messaging.reconnects")).isPositive();
        }

        @Test
        void startsWithTheBrokerDown() {
            stop();
            Broker process = process();
            Publisher publisher = process.publisher(owner.source(), PARTITIONS);
            answering(process);
            subscribed(process);
            assertThat(process.connected()).isFalse();

            start();

            await(relay(publisher, owner.commit(0, 3)));
            awaitHandled(0);
            assertThat(process.connected()).isTrue();
        }

        @Test
        void startsBeforeItsOwnerHasEverBeenThere() {
            subscribed(process());
            owner.commit(0, 7);

            Broker late = process();
            Publisher publisher = publishing(late);
            answering(late);
            await(relay(publisher, owner.commit(0, 1)));

            awaitHandled(0);
        }
    }

    @Nested
    class BadNetworks {
        private final Wire wire = Wire.to(vertx, server.uri());

        @AfterEach
        void closeWire() {
            processes.forEach(process -> await(process.close()));
            wire.close();
        }

        @Test
        void failPublishesThatAreNotConfirmedInTime() throws Exception {
            Broker process = process(wire.uri());
            Publisher publisher = publishing(process);
            subscribed(process());
            awaitListening();
            wire.freeze();

            assertThatThrownBy(() -> publish(publisher, owner.commit(0, 1)))
                    .isInstanceOf(PublishFailedException.class)
                    .hasMessageContaining("not confirmed");
        }

        @Test
        void fillTheWindowAndNothingElse() {
            Broker process = process(wire.uri());
            Publisher publisher = publishing(process);
            wire.freeze();

            EventEnvelope small = owner.commit(0, 1).get(0);
            String large = '"' + "x".repeat(1 << 20) + '"';
            for (int i = 0; i < 100; i++) {
                publisher.publish(List.of(new EventEnvelope(
                        small.id(), small.source(), 0, 1, "a", 1, small.type(), small.time(), null, large)));
            }

            assertThatThrownBy(() -> publish(publisher, List.of(small))).isInstanceOf(PublishFailedException.class);
            await(process.close());
        }

        @Test
        void handOverToAnotherProcessAndBack() throws Exception {
            Broker process = process();
            Publisher publisher = publishing(process);
            answering(process);
            store.before(() -> vertx.timer(1).mapEmpty());
            subscribed(process(wire.uri()));
            awaitListening();
            Broker second = process();
            subscribed(second);

            for (int i = 0; i < 400; i++) {
                if (i == 100) {
                    wire.cut();
                }
                if (i == 200) {
                    wire.mend();
                }
                if (i == 300) {
                    await(second.close());
                }
                publish(publisher, owner.commit(i % PARTITIONS, 2));
            }

            for (int partition = 0; partition < PARTITIONS; partition++) {
                awaitHandled(partition);
            }
        }
    }

    @Nested
    class TwoProcessesOfOneSubscriber {

        @Test
        void takeOverFromEachOther() throws Exception {
            Broker process = process();
            Publisher publisher = publishing(process);
            answering(process);
            Broker first = process();
            subscribed(first);
            awaitListening();
            subscribed(process());

            for (int i = 0; i < 200; i++) {
                if (i == 100) {
                    await(first.close());
                }
                publish(publisher, owner.commit(i % PARTITIONS, 2));
            }

            for (int partition = 0; partition < PARTITIONS; partition++) {
                awaitHandled(partition);
            }
            assertThat(store.refused()).isZero();
        }

        @Test
        void leaveTheWorkToTheActiveOne() throws Exception {
            Broker process = process();
            Publisher publisher = publishing(process);
            answering(process);
            store.before(() -> vertx.timer(30).mapEmpty());
            subscribed(process());
            awaitListening();
            subscribed(process(), subscription().withMaxBatch(10));

            for (int i = 0; i < 100; i++) {
                publish(publisher, owner.commit(0, 3));
            }

            awaitHandled(0);
            assertThat(owner.reads()).isZero();
            assertThat(store.refused()).isZero();
        }
    }

    @Nested
    class Heads {

        private final IdentityHashMap<Subscription, Map<Integer, Long>> told = new IdentityHashMap<>();
        private int answers;

        @Test
        void areAskedForOnceForAllSubscriptionsOfAProcess() {
            Broker process = process();
            publishing(process);
            owner.commit(0, 1);
            owner.beforeHeads(() -> vertx.timer(50).mapEmpty());
            answering(process);
            List<Subscription> three =
                    List.of(anotherSubscription(process), anotherSubscription(process), anotherSubscription(process));
            // Each has looked twice soon after its start, on its own.
            await().until(() -> owner.questions() >= 9);

            countAnswers(three);
            answers = 0;
            int before = owner.questions();
            await().pollInterval(Duration.ofMillis(10)).until(() -> countAnswers(three) >= 24);

            assertThat(owner.questions() - before).isLessThanOrEqualTo(12);
        }

        private Subscription anotherSubscription(Broker process) {
            Store own = new Store();
            Subscription subscription = process.subscribe(
                    SubscriptionOptions.of(server.unique("another"), owner.source())
                            .withHeadCheck(Duration.ofMillis(300)),
                    own,
                    own);
            await(subscription.start());
            // The next one must not have the same time by chance, or for having joined in a question of this one.
            await(vertx.timer(100));
            return subscription;
        }

        @SuppressWarnings("ReferenceEquality") // of two answers that say the same
        private int countAnswers(List<Subscription> subscriptions) {
            for (Subscription each : subscriptions) {
                Map<Integer, Long> heads = each.ownerHeads().orElse(Map.of());
                if (told.put(each, heads) != heads) {
                    answers++;
                }
            }
            return answers;
        }
    }
}
