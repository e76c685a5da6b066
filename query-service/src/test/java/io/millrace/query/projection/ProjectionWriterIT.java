package io.millrace.query.projection;

import static io.millrace.embedded.junit.Futures.await;
import static io.millrace.query.projection.Orders.CUSTOMERS;
import static io.millrace.query.projection.Orders.ORDERS;
import static io.millrace.query.projection.Orders.placed;
import static io.millrace.query.projection.Orders.registered;
import static io.millrace.query.projection.Orders.renamed;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.embedded.junit.MongoServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.MongoClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The engine on a real store that fails at every step. */
@WithInfrastructure
@WithVertx
class ProjectionWriterIT {

    private final Journals journals = new Journals(1);
    private final MongoClient mongo;
    private final DocumentStore store;
    private final DeadLetters letters;

    ProjectionWriterIT(Vertx vertx, MongoServer server) {
        mongo = MongoClient.create(vertx, new JsonObject().put("connection_string", server.freshUri("writer")));
        store = new MongoDocumentStore(mongo, Orders.PROJECTION, Generation.first(Orders.PROJECTION));
        letters = new MongoDeadLetters(mongo, Generation.first(Orders.PROJECTION));
    }

    @BeforeEach
    void prepare() {
        await(store.prepare());
    }

    @AfterEach
    void close() {
        await(mongo.close());
    }

    private ProjectionWriter writer(DocumentStore over) {
        ProjectionWriter writer = Writers.over(Orders.PROJECTION, over, letters);
        await(writer.refresh());
        return writer;
    }

    private List<EventEnvelope> happened(Event... events) {
        return List.of(events).stream()
                .map(event -> journals.happened(Instant.EPOCH, event))
                .toList();
    }

    private Document document(DocumentSet set, String id) {
        return await(store.load(set, List.of(id))).get(0).document();
    }

    enum Step {
        LOAD,
        REFERRERS,
        WRITE_BEFORE,
        WRITE_AFTER,
        CHECKPOINT_BEFORE,
        CHECKPOINT_AFTER
    }

    @ParameterizedTest
    @EnumSource
    void redeliveryAfterACrashChangesNothingTwice(Step crash) {
        await(writer(store).apply(happened(registered("ada", "Lovelace"), placed("one", "ada"), placed("two", "ada"))));
        List<EventEnvelope> events = happened(renamed("ada", "King"), placed("one", "ada"), placed("three", "ada"));

        assertThat(await(writer(new Crashing(store, crash))
                        .apply(events)
                        .map(false)
                        .otherwise(true)))
                .isTrue();
        await(writer(store).apply(events));

        for (String id : List.of("one", "two", "three")) {
            assertThat(document(ORDERS, id))
                    .isEqualTo(Document.absent(id)
                            .with("customerId", "ada")
                            .with("placed", id.equals("one") ? 2 : 1)
                            .with("name", "King"));
        }
        assertThat(await(store.loadCheckpoint()).positions()).isEqualTo(Map.of("customers/0", 2L, "orders/0", 4L));
    }

    @Test
    void twoWritersAtOnceComeOutAsOne() {
        List<EventEnvelope> customers = new ArrayList<>(happened(registered("ada", "Lovelace")));
        List<EventEnvelope> orders = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            orders.addAll(happened(placed("order-" + i % 7, "ada")));
            customers.addAll(happened(renamed("ada", "Name " + i)));
        }
        ProjectionWriter one = writer(store);
        ProjectionWriter other = writer(store);

        await(Future.all(applyOneByOne(one, customers), applyOneByOne(other, orders)));

        assertThat(document(CUSTOMERS, "ada").text("name")).isEqualTo("Name 39");
        assertThat(IntStream.range(0, 7).mapToObj(i -> document(ORDERS, "order-" + i)))
                .allSatisfy(order -> assertThat(order.text("name")).isEqualTo("Name 39"));
        assertThat(IntStream.range(0, 7)
                        .mapToLong(i -> document(ORDERS, "order-" + i).number("placed"))
                        .sum())
                .isEqualTo(40);
    }

    /** Tries again as a subscription does. */
    private static Future<Void> applyOneByOne(ProjectionWriter writer, List<EventEnvelope> events) {
        if (events.isEmpty()) {
            return Future.succeededFuture();
        }
        return writer.apply(events.subList(0, 1))
                .map(events.subList(1, events.size()))
                .recover(failure -> Future.succeededFuture(events))
                .compose(rest -> applyOneByOne(writer, rest));
    }

    /** Fails at the first step of some kind, before or after its effect, and at every step from then on. */
    private static final class Crashing implements DocumentStore {
        private final DocumentStore store;
        private final Step crash;
        private boolean crashed;

        Crashing(DocumentStore store, Step crash) {
            this.store = store;
            this.crash = crash;
        }

        private <T> Future<T> step(@Nullable Step kind, Supplier<Future<T>> effect) {
            return crashed
                    ? Future.failedFuture("crashed")
                    : effect.get().compose(done -> {
                        crashed = kind == crash;
                        return crashed ? Future.failedFuture("crashed") : Future.succeededFuture(done);
                    });
        }

        @Override
        public Future<Void> prepare() {
            return store.prepare();
        }

        @Override
        public Future<List<StoredDocument>> load(DocumentSet set, Collection<String> ids) {
            return step(Step.LOAD, () -> store.load(set, ids));
        }

        @Override
        public Future<List<StoredDocument>> referrers(
                DocumentSet set, String field, Collection<String> values, @Nullable String afterId, int limit) {
            return step(Step.REFERRERS, () -> store.referrers(set, field, values, afterId, limit));
        }

        @Override
        public Future<List<StoredDocument>> page(DocumentSet set, String afterId, int limit) {
            return step(null, () -> store.page(set, afterId, limit));
        }

        @Override
        public Future<Void> write(DocumentSet set, List<StoredDocument> documents) {
            return step(Step.WRITE_BEFORE, () -> Future.succeededFuture())
                    .compose(ready -> step(Step.WRITE_AFTER, () -> store.write(set, documents)));
        }

        @Override
        public Future<Checkpoint> loadCheckpoint() {
            return step(null, () -> store.loadCheckpoint());
        }

        @Override
        public Future<Void> saveCheckpoint(Checkpoint checkpoint) {
            return step(Step.CHECKPOINT_BEFORE, () -> Future.succeededFuture())
                    .compose(ready -> step(Step.CHECKPOINT_AFTER, () -> store.saveCheckpoint(checkpoint)));
        }
    }
}
