package io.millrace.demo;

import io.millrace.contracts.CatalogEvent.ProductAdded;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import io.millrace.contracts.Money;
import io.millrace.demo.smoke.Product;
import io.millrace.messaging.Broker;
import io.millrace.messaging.BrokerOptions;
import io.millrace.messaging.ReplaySource;
import io.millrace.runtime.Host;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A catalog whose journal never changes: owns the source {@code catalog} at the broker and answers replays, from which
 * subscribers get their history as from any other service.
 */
final class SeededCatalog implements ReplaySource {

    private static final String SOURCE = "catalog";
    private static final int PARTITION = 0;
    private static final Instant ADDED = Instant.parse("2026-01-05T08:00:00Z");

    /** In the order of their events. */
    private static final List<ProductAdded> PRODUCTS = List.of(
            product(1, "MILL-FLOUR-1", "Stone-ground flour, 1 kg", "groceries", 349),
            product(2, "MILL-BREAD-1", "Sourdough loaf", "groceries", 590),
            product(3, "MILL-STONE-1", "Hand mill with granite stones", "kitchen", 12900),
            product(4, "MILL-SIEVE-1", "Flour sieve, beech", "kitchen", 2450),
            product(5, "MILL-WHEEL-1", "Water wheel, model 1:20", "models", 7995),
            product(6, "MILL-BOOK-1", "The Miller's Handbook", "books", 1999));

    private final Broker broker;

    private SeededCatalog(Broker broker) {
        this.broker = broker;
    }

    /** What there is to order. */
    static List<Product> products() {
        return PRODUCTS.stream()
                .map(added -> new Product(added.productId(), added.title(), added.price()))
                .toList();
    }

    /** Completes at once; products reach other services as soon as the broker lets them. */
    static Future<SeededCatalog> start(Host host, String brokerUri) {
        Broker broker = Broker.create(host.vertx(), BrokerOptions.defaults(brokerUri), SOURCE, host.metrics());
        SeededCatalog catalog = new SeededCatalog(broker);
        return broker.start()
                .compose(connecting -> broker.answerReplays(SOURCE, catalog).start())
                .map(catalog);
    }

    Future<Void> stop() {
        return broker.close();
    }

    @Override
    public Future<List<EventEnvelope>> read(int partition, long after, int limit) {
        return Future.succeededFuture(PRODUCTS.stream()
                .filter(product -> partition == PARTITION)
                .skip(after)
                .limit(limit)
                .map(SeededCatalog::envelope)
                .toList());
    }

    @Override
    public Future<Map<Integer, Long>> heads() {
        return Future.succeededFuture(Map.of(PARTITION, (long) PRODUCTS.size()));
    }

    private static EventEnvelope envelope(ProductAdded product) {
        int position = PRODUCTS.indexOf(product) + 1;
        return new EventEnvelope(
                uuid(1, position),
                SOURCE,
                PARTITION,
                position,
                product.productId(),
                1,
                EventTypes.of(product).name(),
                ADDED,
                null,
                EventTypes.encode(product));
    }

    private static ProductAdded product(int number, String sku, String title, String category, long cents) {
        return new ProductAdded(uuid(0, number), sku, title, null, category, new Money(cents, "EUR"), Map.of());
    }

    /** Version 7 ids of that time, the same in every run. */
    private static String uuid(int kind, int number) {
        String millis = String.format("%012x", ADDED.toEpochMilli());
        return millis.substring(0, 8) + "-" + millis.substring(8) + String.format("-7000-8%03x-%012x", kind, number);
    }
}
