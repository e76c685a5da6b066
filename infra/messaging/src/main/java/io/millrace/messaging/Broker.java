package io.millrace.messaging;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process's ties to the broker. Connects by itself and again whenever the connection is lost, for ever; everything made
 * here survives that. Nothing blocks the caller: the blocking client lives on threads of its own. Thread-safe.
 *
 * <p>There are two connections, because a broker that is short of memory or disk stops reading from those that publish:
 * acknowledgements must still reach it then.
 */
public final class Broker {
    private static final Logger log = LoggerFactory.getLogger(Broker.class);
    private static final int HEARTBEAT_SECONDS = 10;

    private final Vertx vertx;
    private final BrokerOptions options;
    private final String name;
    private final MeterRegistry meters;
    private final EventRoom room;
    private final ThreadPoolExecutor receivers;
    private final Link out;
    private final Link in;
    private final Map<String, ConfirmingPublisher> publishers = new ConcurrentHashMap<>();
    private final Map<String, ReplayAsker> owners = new ConcurrentHashMap<>();
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private final List<ReplayResponder> responders = new CopyOnWriteArrayList<>();
    private final List<Broadcast> broadcasts = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Promise<Void> closed = Promise.promise();

    private Broker(
            Vertx vertx,
            BrokerOptions options,
            String name,
            MeterRegistry meters,
            EventRoom room,
            ConnectionFactory connections) {
        this.room = room;
        this.vertx = vertx;
        this.options = options;
        this.name = name;
        this.meters = meters;
        this.receivers = Threads.receivers("broker-" + name + "-receiver");
        connections.setSharedExecutor(receivers);
        Gauge.builder("millrace.messaging.events.kept", room, EventRoom::kept)
                .description("Events in memory that wait to be handled, or for those before them")
                .register(meters);
        this.out = new Link(name + "-out", connections, options, meters);
        this.in = new Link(name + "-in", connections, options, meters);
    }

    /**
     * @param name of the service: what it declares bears it, and its connections show it
     * @param meters where connections, publishers and subscriptions count
     * @throws IllegalArgumentException if the URI is none that leads to a broker
     */
    public static Broker create(Vertx vertx, BrokerOptions options, String name, MeterRegistry meters) {
        return create(
                vertx,
                options,
                name,
                meters,
                EventRoom.ofHeap(Runtime.getRuntime().maxMemory()));
    }

    /** With a bound of its own of the events that its subscriptions keep. */
    static Broker create(Vertx vertx, BrokerOptions options, String name, MeterRegistry meters, EventRoom room) {
        return new Broker(vertx, options, name, meters, room, connections(options));
    }

    private static ConnectionFactory connections(BrokerOptions options) {
        ConnectionFactory factory = new ConnectionFactory();
        try {
            String uri = options.uri();
            factory.setUri(new URI(uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri));
        } catch (URISyntaxException | GeneralSecurityException | RuntimeException e) {
            // Without the URI itself and without the cause, which quotes it: it has a password in it.
            throw new IllegalArgumentException("the broker's URI must look like amqp://user:password@host:port/vhost");
        }
        int millis = Math.toIntExact(options.connectTimeout().toMillis());
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
        factory.setConnectionTimeout(millis);
        factory.setHandshakeTimeout(millis);
        factory.setChannelRpcTimeout(millis);
        factory.setShutdownTimeout(millis);
        factory.setExceptionHandler(new Quiet());
        factory.setThreadFactory(Threads.named("broker-connection"));
        return factory;
    }

    /**
     * Declares what a source owns at the broker, over a connection of its own, so that subscribers may come before the
     * source's first start. Fails when the broker cannot be reached or refuses.
     */
    public static Future<Void> declareSource(Vertx vertx, BrokerOptions options, String source) {
        return vertx.executeBlocking(
                () -> {
                    try (Connection connection = connections(options).newConnection(source);
                            Channel channel = connection.createChannel()) {
                        Topology.of(connection.getServerProperties(), options).declareOwner(channel, source);
                        return null;
                    }
                },
                false);
    }

    /** Starts connecting, and completes at once: a service must run while its broker is down. Idempotent. */
    public Future<Void> start() {
        out.start();
        in.start();
        return Future.succeededFuture();
    }

    /** Whether every connection in use is open now. */
    public boolean connected() {
        return Stream.of(out, in).anyMatch(Link::inUse)
                && Stream.of(out, in).allMatch(link -> !link.inUse() || link.open());
    }

    /** The publisher of a service's events; declares what the service owns at the broker. One per source. */
    public Publisher publisher(String source, int partitions) {
        return publishers.computeIfAbsent(source, owned -> {
            ConfirmingPublisher publisher =
                    new ConfirmingPublisher(vertx, out, owned, partitions, options, new PublisherMeters(meters, owned));
            publisher.start();
            return publisher;
        });
    }

    /** A feed of a source's events, to be started. Its context is the caller's, a new one if the caller has none. */
    public Subscription subscribe(SubscriptionOptions options, Checkpoints checkpoints, EventHandler handler) {
        ReplayAsker owner = owners.computeIfAbsent(options.source(), this::asker);
        SubscriptionMeters counted = new SubscriptionMeters(meters, options);
        Subscription subscription = new Subscription(vertx, in, owner, options, checkpoints, handler, counted, room);
        subscriptions.add(subscription);
        return subscription;
    }

    /**
     * Takes over, from the subscriber's dead-letter queue, what it could not read.
     *
     * @param context where the handler is called, for one message at a time
     */
    public DeadQueue deadMessages(Context context, String subscriber, Function<DeadMessage, Future<Void>> handler) {
        DeadQueue queue = new DeadQueue(context, in, subscriber, handler);
        queue.start();
        return queue;
    }

    /**
     * Removes a subscriber's queues, and what is in them, from the broker, for good. Its subscriptions must have been stopped,
     * here and elsewhere. Fails when the broker is not there within a time; may be called again and again.
     */
    public Future<Void> deleteSubscriber(String subscriber, Collection<String> sources, Duration atMost) {
        subscriptions.removeIf(subscription -> subscription.subscriber().equals(subscriber));
        Deletion deletion =
                new Deletion(subscriber, List.copyOf(sources), new CallerPromise<>(vertx.getOrCreateContext()));
        Line line = new Line(in, "deletion of " + subscriber, deletion);
        line.start();
        return deletion.done
                .future()
                .timeout(atMost.toMillis(), TimeUnit.MILLISECONDS)
                .eventually(() -> {
                    line.close();
                    return Future.succeededFuture();
                });
    }

    private record Deletion(String subscriber, List<String> sources, CallerPromise<Void> done) implements Line.Use {

        @Override
        public void open(Channel channel, Topology topology) throws IOException {
            Topology.deleteSubscriber(channel.getConnection(), subscriber, sources);
            done.settle(Future.succeededFuture());
        }

        @Override
        public void lost() {
            // whatever was to be done is done, or is done again over the next channel
        }
    }

    private ReplayAsker asker(String source) {
        ReplayAsker asker = new ReplayAsker(vertx, out, name, source, options);
        asker.start();
        return asker;
    }

    /**
     * News among all processes of this service, under a name that begins with the service's.
     *
     * @param context where the listener is called
     */
    public Broadcast broadcast(Context context, String name, Broadcast.Listener listener) {
        Broadcast broadcast = new Broadcast(context, out, name, listener);
        broadcasts.add(broadcast);
        broadcast.start();
        return broadcast;
    }

    /** The owner's side of replays, to be started. */
    public ReplayResponder answerReplays(String source, ReplaySource journal) {
        ReplayResponder responder = new ReplayResponder(vertx, out, source, journal, meters);
        responders.add(responder);
        return responder;
    }

    /** Stops subscriptions and responders, then disconnects; takes 20 s at most. Idempotent. */
    public Future<Void> close() {
        if (closing.compareAndSet(false, true)) {
            Future.join(subscriptions.stream().map(Subscription::stop).toList())
                    .eventually(() -> Future.join(
                            responders.stream().map(ReplayResponder::stop).toList()))
                    .transform(stopped -> disconnect())
                    .onComplete(closed);
        }
        return closed.future();
    }

    private Future<Void> disconnect() {
        publishers.values().forEach(ConfirmingPublisher::stop);
        owners.values().forEach(ReplayAsker::stop);
        broadcasts.forEach(Broadcast::stop);
        return Future.join(
                        vertx.executeBlocking(() -> closed(in), false), vertx.executeBlocking(() -> closed(out), false))
                .eventually(() -> {
                    receivers.shutdown();
                    return Future.succeededFuture();
                })
                .mapEmpty();
    }

    private static Link closed(Link link) {
        link.close();
        return link;
    }

    /** A connection that breaks is told once, by its link. */
    private static final class Quiet extends ForgivingExceptionHandler {
        @Override
        public void handleUnexpectedConnectionDriverException(Connection connection, Throwable exception) {
            log.debug("connection driver", exception);
        }
    }
}
