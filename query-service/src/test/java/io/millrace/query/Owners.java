package io.millrace.query;

import static io.millrace.embedded.junit.Futures.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.contracts.ConsistencyToken;
import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import io.millrace.messaging.Broker;
import io.millrace.messaging.BrokerOptions;
import io.millrace.messaging.ReplayResponder;
import io.millrace.messaging.ReplaySource;
import io.millrace.query.projection.Journals;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The services whose events a query service reads, played by the test: they publish, and answer replays. */
public final class Owners implements AutoCloseable {

    private static final int PARTITIONS = 3;
    private static final List<String> SOURCES = List.of("customers", "catalog", "inventory", "orders");
    private static final List<String> READ_MODELS =
            List.of("orders", "customer-profile", "order-history", "sales-by-day", "best-sellers", "products");

    private static final int MOST_GENERATIONS = 9;

    private final Journals journals = new Journals(PARTITIONS);
    private final Vertx vertx;
    private final Broker broker;
    private final Map<String, ReplayResponder> answering = new HashMap<>();

    private Owners(Vertx vertx, String uri) {
        this.vertx = vertx;
        broker = Broker.create(vertx, BrokerOptions.defaults(uri), "owners", new SimpleMeterRegistry());
    }

    /** With a clean broker: other tests may have left events of other journals in the queues. */
    public static Owners start(Vertx vertx, String uri) {
        forget(uri);
        Owners owners = new Owners(vertx, uri);
        await(owners.broker.start());
        for (String source : SOURCES) {
            owners.broker.publisher(source, PARTITIONS);
            owners.answer(source);
        }
        return owners;
    }

    /** Answers when asked for events of a source, from now on. */
    public void answer(String source) {
        ReplayResponder responder = broker.answerReplays(source, journal(source));
        await(responder.start());
        answering.put(source, responder);
    }

    /** Answers no more, as an owner that is down. */
    public void fallSilent(String source) {
        ReplayResponder responder = answering.remove(source);
        if (responder != null) {
            await(responder.stop());
        }
    }

    /** Commits events and publishes them; the token is that of the last one. */
    public ConsistencyToken happened(Event... events) {
        ConsistencyToken token = new ConsistencyToken(Map.of());
        for (Event event : events) {
            EventEnvelope envelope = commit(event);
            await(publish(envelope));
            token = token.merge(ConsistencyToken.of(envelope.source(), envelope.partition(), envelope.position()));
        }
        return token;
    }

    /** As a relay does: again and again until there is a queue that takes it. */
    private Future<Void> publish(EventEnvelope envelope) {
        return broker.publisher(envelope.source(), PARTITIONS)
                .publish(List.of(envelope))
                .recover(failure -> vertx.timer(50, TimeUnit.MILLISECONDS).compose(fired -> publish(envelope)));
    }

    /** Commits an event that is not published: it has to be found by asking. */
    public EventEnvelope commit(Event event) {
        return journals.happened(Instant.now().truncatedTo(ChronoUnit.MICROS), event);
    }

    /** The token that the next event of an aggregate is going to have. */
    ConsistencyToken tokenOfNext(Event event) {
        int partition = Math.floorMod(event.aggregateId().hashCode(), PARTITIONS);
        String source = EventTypes.of(event).source();
        long head = journals.read(ConsistencyToken.key(source, partition), 0, Integer.MAX_VALUE)
                .size();
        return ConsistencyToken.of(source, partition, head + 1);
    }

    @Override
    public void close() {
        await(broker.close());
    }

    private ReplaySource journal(String source) {
        return new ReplaySource() {
            @Override
            public Future<List<EventEnvelope>> read(int partition, long after, int limit) {
                return Future.succeededFuture(journals.read(ConsistencyToken.key(source, partition), after, limit));
            }

            @Override
            public Future<Map<Integer, Long>> heads() {
                Map<Integer, Long> heads = new HashMap<>();
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    String key = ConsistencyToken.key(source, partition);
                    heads.put(partition, (long)
                            journals.read(key, 0, Integer.MAX_VALUE).size());
                }
                return Future.succeededFuture(heads);
            }
        };
    }

    private static void forget(String uri) {
        try {
            ConnectionFactory factory = new ConnectionFactory();
            factory.setUri(uri);
            try (Connection connection = factory.newConnection()) {
                for (String source : SOURCES) {
                    delete(connection, source + ".requests");
                    for (String readModel : READ_MODELS) {
                        for (int generation = 1; generation <= MOST_GENERATIONS; generation++) {
                            delete(connection, "query." + readModel + ".g" + generation + "." + source);
                        }
                    }
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException("cannot clean the broker", e);
        }
    }

    /** A broker may close the channel over a queue that it does not have. */
    private static void delete(Connection connection, String queue) throws IOException, TimeoutException {
        Channel channel = connection.createChannel();
        try {
            channel.queueDelete(queue);
            channel.close();
        } catch (IOException e) {
            channel.abort();
        }
    }
}
