package io.millrace.demo.saga;

import static io.millrace.embedded.junit.Futures.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.contracts.CatalogEvent;
import io.millrace.contracts.CatalogEvent.ProductAdded;
import io.millrace.contracts.CatalogEvent.ProductDiscontinued;
import io.millrace.contracts.CatalogEvent.ProductRepriced;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import io.millrace.contracts.Money;
import io.millrace.kit.lane.Partitions;
import io.millrace.messaging.Broker;
import io.millrace.messaging.BrokerOptions;
import io.millrace.messaging.Publisher;
import io.millrace.messaging.ReplaySource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The owner of the catalog's events, with a journal in memory. What the broker does not take now is replayed later. */
final class Catalog implements ReplaySource, AutoCloseable {

    private static final String SOURCE = "catalog";
    private static final int PARTITIONS = 4;

    private final List<List<EventEnvelope>> journal = IntStream.range(0, PARTITIONS)
            .<List<EventEnvelope>>mapToObj(partition -> new ArrayList<>())
            .toList();
    private final Broker broker;
    private final Publisher publisher;

    private Catalog(Broker broker) {
        this.broker = broker;
        this.publisher = broker.publisher(SOURCE, PARTITIONS);
    }

    static Catalog start(Vertx vertx, String brokerUri) {
        Broker broker = Broker.create(vertx, BrokerOptions.defaults(brokerUri), SOURCE, new SimpleMeterRegistry());
        Catalog catalog = new Catalog(broker);
        await(broker.start()
                .compose(connecting -> broker.answerReplays(SOURCE, catalog).start()));
        return catalog;
    }

    /** A new product at a price in euro cents. */
    String add(long price) {
        String id = UUID.randomUUID().toString();
        publish(new ProductAdded(id, "SKU-" + id, "Something", null, "things", new Money(price, "EUR"), Map.of()));
        return id;
    }

    void reprice(String product, long price) {
        publish(new ProductRepriced(product, new Money(price, "EUR")));
    }

    void discontinue(String product) {
        publish(new ProductDiscontinued(product));
    }

    private synchronized void publish(CatalogEvent event) {
        int partition = Partitions.of(event.aggregateId(), PARTITIONS);
        List<EventEnvelope> events = journal.get(partition);
        long version = events.stream()
                        .filter(earlier -> earlier.aggregateId().equals(event.aggregateId()))
                        .count()
                + 1;
        EventEnvelope envelope = new EventEnvelope(
                UUID.randomUUID().toString(),
                SOURCE,
                partition,
                events.size() + 1L,
                event.aggregateId(),
                version,
                EventTypes.of(event).name(),
                Instant.EPOCH,
                null,
                EventTypes.encode(event));
        events.add(envelope);
        publisher.publish(List.of(envelope));
    }

    @Override
    public synchronized Future<List<EventEnvelope>> read(int partition, long after, int limit) {
        return Future.succeededFuture(
                journal.get(partition).stream().skip(after).limit(limit).toList());
    }

    @Override
    public synchronized Future<Map<Integer, Long>> heads() {
        return Future.succeededFuture(IntStream.range(0, PARTITIONS)
                .boxed()
                .collect(Collectors.toMap(Function.identity(), partition ->
                        (long) journal.get(partition).size())));
    }

    @Override
    public void close() {
        await(broker.close());
    }
}
