package io.millrace.messaging;

import static io.millrace.embedded.junit.Futures.await;
import static io.millrace.messaging.Store.upTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.contracts.EventEnvelope;
import io.millrace.embedded.junit.BrokerServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the promises of publishers, subscribers and replays are tried with, on whichever broker there is. */
@WithInfrastructure
@WithVertx
abstract class BrokerContract {
    static final int PARTITIONS = 4;

    final Vertx vertx;
    final BrokerServer server;
    final List<Broker> processes = new ArrayList<>();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Store store = new Store();
    Owner owner = new Owner("none");
    String subscriber = "none";
    private boolean down;

    BrokerContract(Vertx vertx, BrokerServer server) {
        this.vertx = vertx;
        this.server = server;
    }

    @BeforeEach
    void nameEverythingAnew() {
        owner = new Owner(server.unique("orders"));
        subscriber = server.unique("query");
    }

    @AfterEach
    void closeProcesses() {
        start();
        processes.forEach(process -> await(process.close()));
    }

    void stop() {
        down = true;
        server.stop();
    }

    void start() {
        if (down) {
            server.start();
            down = false;
        }
    }

    Broker process() {
        return process(server.uri());
    }

    Broker process(String uri) {
        return started(Broker.create(vertx, options(uri), "test-" + processes.size(), meters));
    }

    Broker processWith(EventRoom room) {
        return started(Broker.create(vertx, options(server.uri()), "test-" + processes.size(), meters, room));
    }

    private Broker started(Broker process) {
        processes.add(process);
        await(process.start());
        return process;
    }

    BrokerOptions options(String uri) {
        return BrokerOptions.defaults(uri)
                .withConfirmTimeout(Duration.ofSeconds(3))
                .withReplayTimeout(Duration.ofSeconds(1));
    }

    SubscriptionOptions subscription() {
        return SubscriptionOptions.of(subscriber, owner.source())
                .withHeadCheck(Duration.ofMillis(300))
                .withRetry(Duration.ofMillis(10), Duration.ofMillis(100));
    }

    Subscription subscribed(Broker process) {
        return subscribed(process, subscription());
    }

    Subscription subscribed(Broker process, SubscriptionOptions options) {
        Subscription subscription = process.subscribe(options, store, store);
        await(subscription.start());
        return subscription;
    }

    /** The owner's process, with its exchange declared. */
    Publisher publishing(Broker process) {
        Publisher publisher = process.publisher(owner.source(), PARTITIONS);
        await().untilAsserted(() -> assertThat(process.connected()).isTrue());
        await().ignoreExceptions()
                .untilAsserted(
                        () -> withChannel(channel -> channel.exchangeDeclarePassive(Topology.events(owner.source()))));
        return publisher;
    }

    ReplayResponder answering(Broker process) {
        ReplayResponder responder = process.answerReplays(owner.source(), owner);
        await(responder.start());
        return responder;
    }

    void publish(Publisher publisher, List<EventEnvelope> events) {
        await(publisher.publish(events));
    }

    /** Tries again until it works, as a relay does. */
    Future<Void> relay(Publisher publisher, List<EventEnvelope> events) {
        Promise<Void> published = Promise.promise();
        relay(publisher, events, published);
        return published.future();
    }

    void relay(Publisher publisher, List<EventEnvelope> events, Promise<Void> published) {
        publisher
                .publish(events)
                .onSuccess(published::complete)
                .onFailure(failure -> vertx.setTimer(50, again -> relay(publisher, events, published)));
    }

    void awaitHandled(int partition) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(store.handled(partition)).hasSize((int) owner.head(partition)));
        assertThat(store.handled(partition)).isEqualTo(upTo(owner.head(partition)));
    }

    void awaitListening() {
        String queue = Topology.queue(subscriber, owner.source());
        await().ignoreExceptions()
                .untilAsserted(() -> withChannel(
                        channel -> assertThat(channel.queueDeclarePassive(queue).getConsumerCount())
                                .isPositive()));
    }

    interface ChannelUse {
        void on(Channel channel) throws Exception;
    }

    void withChannel(ChannelUse use) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(server.uri());
        try (Connection connection = factory.newConnection()) {
            use.on(connection.createChannel());
        }
    }

    double counted(String meter) {
        return meters.find(meter).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }
}
