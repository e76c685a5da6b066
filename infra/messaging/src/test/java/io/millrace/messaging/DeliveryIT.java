package io.millrace.messaging;

import static io.millrace.embedded.junit.Futures.await;
import static io.millrace.messaging.Store.upTo;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.GetResponse;
import io.millrace.contracts.CloudEvents;
import io.millrace.contracts.EventEnvelope;
import io.millrace.embedded.junit.BrokerServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What publishers, subscribers and replays promise while the broker is there. */
class DeliveryIT extends BrokerContract {

    DeliveryIT(Vertx vertx, BrokerServer server) {
        super(vertx, server);
    }

    @Nested
    class Publishing {

        @Test
        void completesWhenTheBrokerHasConfirmed() throws Exception {
            Broker process = process();
            Publisher publisher = publishing(process);
            subscribed(process);
            awaitListening();

            publish(publisher, owner.commit(1, 3));

            awaitHandled(1);
            assertThat(counted("millrace.messaging.published.events")).isEqualTo(3);
        }

        @Test
        void failsWhenNoQueueIsBound() {
            Publisher publisher = publishing(process());

            assertThatThrownBy(() -> publish(publisher, owner.commit(0, 1))).isInstanceOf(PublishFailedException.class);
            assertThat(counted("millrace.messaging.published.events")).isZero();
            await().untilAsserted(() ->
                    assertThat(counted("millrace.messaging.published.returned")).isEqualTo(1));
        }

        @Test
        void failsWhileTheBrokerIsDownAndWorksWhenItIsBack() throws Exception {
            Broker process = process();
            Publisher publisher = publishing(process);
            subscribed(process);
            awaitListening();
            stop();
            await().until(() -> !process.connected());

            List<EventEnvelope> events = owner.commit(0, 1);
            assertThatThrownBy(() -> publish(publisher, events)).isInstanceOf(PublishFailedException.class);

            start();
            await(relay(publisher, events));
            awaitHandled(0);
        }

        @Test
        void keepsTheOrderOfTheCallsWithManyInFlight() throws Exception {
            Broker process = process();
            Publisher publisher = publishing(process);
            subscribed(process);
            awaitListening();

            List<Future<Void>> confirms = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                confirms.add(publisher.publish(owner.commit(0, 1 + i % 7)));
            }
            await(Future.all(confirms));

            awaitHandled(0);
            assertThat(counted("millrace.messaging.replayed")).isZero();
        }

        @Test
        void refusesWhatIsNotOneContiguousRunOfItsOwnEvents() {
            Publisher publisher = publishing(process());
            List<EventEnvelope> run = owner.commit(0, 3);

            for (List<EventEnvelope> bad : List.of(
                    List.<EventEnvelope>of(),
                    List.of(run.get(0), run.get(2)),
                    List.of(run.get(1), run.get(0)),
                    List.of(Owner.event("another", 0, 1)),
                    List.of(Owner.event(owner.source(), PARTITIONS, 1)))) {
                assertThatThrownBy(() -> publish(publisher, bad)).isInstanceOf(IllegalArgumentException.class);
            }
        }

        @Test
        void refusesMoreThanItsWindowAtOnce() throws Exception {
            Broker process = Broker.create(vertx, options(server.uri()).withPublishWindow(2), "narrow", meters);
            processes.add(process);
            await(process.start());
            Publisher publisher = publishing(process);
            subscribed(process);
            awaitListening();

            List<Future<Void>> confirms = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                confirms.add(publisher.publish(owner.commit(0, 1)));
            }

            assertThatThrownBy(() -> await(Future.all(confirms))).isInstanceOf(PublishFailedException.class);
            assertThat(await(confirms.get(0).map("confirmed"))).isEqualTo("confirmed");
            await(relay(publisher, owner.commit(0, 1)));
        }
    }

    @Nested
    class Delivering {

        @Test
        void givesEachPartitionInOrderAndInBatches() throws Exception {
            Broker process = process();
            Publisher publisher = publishing(process);
            Promise<Void> gate = Promise.promise();
            store.before(gate::future);
            subscribed(process, subscription().withMaxBatch(10));
            awaitListening();

            for (int i = 0; i < 50; i++) {
                publish(publisher, owner.commit(i % PARTITIONS, 3));
            }
            gate.complete();

            for (int partition = 0; partition < PARTITIONS; partition++) {
                awaitHandled(partition);
            }
            assertThat(store.batches()).allMatch(size -> size <= 10).anyMatch(size -> size > 3);
        }

        @Test
        void dropsDuplicatesAndTheKnownPartOfAMessage() throws Exception {
            Broker process = process();
            Publisher publisher = publishing(process);
            subscribed(process);
            awaitListening();
            List<EventEnvelope> events = owner.commit(0, 20);

            publish(publisher, events.subList(0, 10));
            publish(publisher, events.subList(0, 10));
            publish(publisher, events.subList(5, 15));
            publish(publisher, events.subList(3, 7));
            publish(publisher, events);

            awaitHandled(0);
            await().untilAsserted(() ->
                    assertThat(counted("millrace.messaging.duplicates")).isEqualTo(34));
        }

        @Test
        void putsReorderedMessagesBackInOrder() throws Exception {
            Broker process = process();
            Publisher publisher = publishing(process);
            answering(process);
            subscribed(process);
            awaitListening();
            List<EventEnvelope> events = owner.commit(2, 30);

            publish(publisher, events.subList(20, 30));
            publish(publisher, events.subList(10, 20));
            publish(publisher, events.subList(0, 10));

            awaitHandled(2);
        }

        @Test
        void triesAgainWhatTheHandlerCouldNotDo() throws Exception {
            AtomicInteger failures = new AtomicInteger(3);
            store.before(
                    () -> failures.getAndDecrement() > 0 ? Future.failedFuture("not now") : Future.succeededFuture());
            Broker process = process();
            Publisher publisher = publishing(process);
            subscribed(process);
            awaitListening();

            publish(publisher, owner.commit(0, 5));
            publish(publisher, owner.commit(0, 5));

            awaitHandled(0);
            assertThat(counted("millrace.messaging.handler.failures")).isEqualTo(3);
        }

        @Test
        void deadLettersWhatItCannotReadAndGoesOn() throws Exception {
            Broker process = process();
            Publisher publisher = publishing(process);
            subscribed(process);
            awaitListening();

            withChannel(channel -> {
                byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);
                byte[] foreign = CloudEvents.encode(Owner.event("another", 0, 1));
                AMQP.BasicProperties ofEvents = new AMQP.BasicProperties.Builder()
                        .contentType(CloudEvents.SINGLE)
                        .build();
                String key = owner.source() + ".0";
                channel.basicPublish(Topology.events(owner.source()), key, null, garbage);
                channel.basicPublish(Topology.events(owner.source()), key, ofEvents, garbage);
                channel.basicPublish(Topology.events(owner.source()), key, ofEvents, foreign);
                List<GetResponse> dead = new ArrayList<>();
                await().until(() -> {
                    GetResponse next = channel.basicGet(Topology.dead(subscriber), true);
                    if (next != null) {
                        dead.add(next);
                    }
                    return dead.size() == 3;
                });
            });
            publish(publisher, owner.commit(0, 2));

            awaitHandled(0);
            assertThat(counted("millrace.messaging.unparseable")).isEqualTo(3);
        }

        @Test
        void tellsHowFarItIs() throws Exception {
            Broker process = process();
            Publisher publisher = publishing(process);
            Subscription subscription = subscribed(process);
            awaitListening();

            publish(publisher, owner.commit(3, 4));
            awaitHandled(3);

            await().untilAsserted(() -> {
                assertThat(subscription.progress()).containsKey(3);
                PartitionProgress progress =
                        requireNonNull(subscription.progress().get(3));
                assertThat(progress.delivered()).isEqualTo(4);
                assertThat(progress.lag()).isZero();
                assertThat(progress.behindSince()).isNull();
                assertThat(progress.lastEventTime()).isNotNull();
            });
        }
    }

    @Nested
    class Repairing {

        @Test
        void fetchesAHoleFromTheOwnersJournal() throws Exception {
            Broker process = process();
            Publisher publisher = publishing(process);
            answering(process);
            subscribed(process);
            awaitListening();
            List<EventEnvelope> events = owner.commit(1, 1_500);

            publish(publisher, events.subList(0, 10));
            publish(publisher, events.subList(1_400, 1_500));

            awaitHandled(1);
            assertThat(counted("millrace.messaging.replayed")).isEqualTo(1_390);
            assertThat(meters.get("millrace.messaging.hole.repair").timer().count())
                    .isEqualTo(1);
        }

        @Test
        void findsAHoleThatNothingFollows() throws Exception {
            Broker process = process();
            Publisher publisher = publishing(process);
            answering(process);
            subscribed(process);
            awaitListening();
            publish(publisher, owner.commit(0, 3));
            awaitHandled(0);

            owner.commit(0, 3);
            owner.commit(2, 2);

            awaitHandled(0);
            awaitHandled(2);
        }

        @Test
        void givesANewSubscriberTheWholeHistory() {
            Broker process = process();
            publishing(process);
            answering(process);
            for (int partition = 0; partition < PARTITIONS; partition++) {
                owner.commit(partition, 2_345);
            }

            subscribed(process);

            for (int partition = 0; partition < PARTITIONS; partition++) {
                awaitHandled(partition);
            }
        }

        @Test
        void fetchesLittleAtATimeWhenThereIsNoRoom() {
            EventRoom room = new EventRoom(1);
            Broker process = processWith(room);
            publishing(process);
            answering(process);
            for (int partition = 0; partition < PARTITIONS; partition++) {
                owner.commit(partition, 4_000);
            }
            Promise<Void> storeAnswers = Promise.promise();
            store.before(storeAnswers::future);

            Subscription subscription = subscribed(process);
            await().until(() -> room.kept() > 0);
            await().during(Duration.ofMillis(500)).until(() -> room.kept() <= PARTITIONS * 1_000L);

            storeAnswers.complete();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                awaitHandled(partition);
            }
            await(subscription.stop());
            assertThat(room.kept()).isZero();
        }

        @Test
        void keepsNothingBeyondAHoleWhenThereIsNoRoom() throws Exception {
            EventRoom room = new EventRoom(1);
            Broker process = processWith(room);
            Publisher publisher = publishing(process);
            answering(process);
            Promise<Void> storeAnswers = Promise.promise();
            store.before(storeAnswers::future);
            subscribed(process);
            awaitListening();
            List<EventEnvelope> events = owner.commit(1, 3_000);

            for (int from = 1_500; from < 3_000; from += 100) {
                publish(publisher, events.subList(from, from + 100));
            }

            await().until(() -> room.kept() > 0);
            await().during(Duration.ofMillis(500)).until(() -> room.kept() <= 1_000);
            storeAnswers.complete();
            awaitHandled(1);
        }

        @Test
        void waitsForAnOwnerThatIsDownAndForItsDatabase() throws Exception {
            Broker process = process();
            Publisher publisher = publishing(process);
            subscribed(process);
            awaitListening();
            List<EventEnvelope> events = owner.commit(0, 9);
            publish(publisher, events.subList(0, 3));
            publish(publisher, events.subList(6, 9));
            publish(publisher, owner.commit(1, 5));
            awaitHandled(1);
            owner.fail(true);
            answering(process);
            await().untilAsserted(() -> assertThat(owner.reads()).isPositive());
            assertThat(store.handled(0)).isEqualTo(upTo(3));

            owner.fail(false);

            awaitHandled(0);
        }

        @Test
        void survivesAPurgeByAnOutsideHand() throws Exception {
            Broker process = process();
            Publisher publisher = publishing(process);
            answering(process);
            Broker listening = process();
            Subscription first = subscribed(listening);
            awaitListening();
            await(first.stop());
            for (int i = 0; i < 10; i++) {
                publish(publisher, owner.commit(0, 5));
            }
            withChannel(channel -> channel.queuePurge(Topology.queue(subscriber, owner.source())));

            subscribed(process());

            awaitHandled(0);
        }

        @Test
        void survivesTheDeletionOfItsQueue() throws Exception {
            Broker process = process();
            Publisher publisher = publishing(process);
            answering(process);
            subscribed(process);
            awaitListening();
            publish(publisher, owner.commit(0, 5));
            awaitHandled(0);

            withChannel(channel -> channel.queueDelete(Topology.queue(subscriber, owner.source())));

            awaitListening();
            await(relay(publisher, owner.commit(0, 5)));
            awaitHandled(0);
        }

        @Test
        void bindsItsQueueAgainLongAfterItsStart() throws Exception {
            Broker process = process();
            Publisher publisher = publishing(process);
            answering(process);
            subscribed(process);
            awaitListening();
            // Twice soon after the connection, twice soon after the owner has been found: now it looks in the usual
            // intervals.
            await().until(() -> owner.questions() > 5);

            withChannel(channel -> {
                channel.exchangeDelete(Topology.events(owner.source()));
                channel.exchangeDeclare(Topology.events(owner.source()), BuiltinExchangeType.TOPIC, true);
            });

            await(relay(publisher, owner.commit(0, 5)));
            awaitHandled(0);
        }
    }

    @Nested
    class Lifecycle {

        @Test
        void stopsTwiceAndBeforeStart() {
            Broker process = process();
            Subscription subscription = process.subscribe(subscription(), store, store);
            await(subscription.stop());
            await(subscription.stop());
            assertThatThrownBy(() -> await(subscription.start())).isInstanceOf(IllegalStateException.class);

            await(process.close());
            await(process.close());
        }

        @Test
        void waitsForTheHandlerAtWorkBeforeItStops() throws Exception {
            Broker process = process();
            Publisher publisher = publishing(process);
            AtomicInteger entered = new AtomicInteger();
            store.before(() -> {
                entered.incrementAndGet();
                return vertx.timer(300).mapEmpty();
            });
            Subscription subscription = subscribed(process);
            awaitListening();
            publish(publisher, owner.commit(0, 1));
            await().until(() -> entered.get() == 1);

            await(subscription.stop());

            assertThat(store.handled(0)).isEqualTo(upTo(1));
            withChannel(channel -> await().untilAsserted(
                            () -> assertThat(channel.messageCount(Topology.queue(subscriber, owner.source())))
                                    .isZero()));
        }

        @Test
        void loadsCheckpointsUntilItWorks() {
            AtomicInteger failures = new AtomicInteger(2);
            Checkpoints flaky =
                    () -> failures.getAndDecrement() > 0 ? Future.failedFuture("the database is away") : store.load();

            await(process().subscribe(subscription(), flaky, store).start());

            assertThat(failures.get()).isNegative();
        }

        @Test
        void refusesAUriThatIsNoneAndKeepsItsPasswordToItself() {
            assertThatThrownBy(() ->
                            Broker.create(vertx, BrokerOptions.defaults("http://user:secret@host"), "test", meters))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("amqp://")
                    .hasMessageNotContaining("secret");
        }
    }
}
