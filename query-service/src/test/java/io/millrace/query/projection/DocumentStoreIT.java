package io.millrace.query.projection;

import static io.millrace.embedded.junit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.contracts.CustomerEvent.CustomerRegistered;
import io.millrace.contracts.Money;
import io.millrace.embedded.junit.MongoServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.MongoClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@WithInfrastructure
@WithVertx
class DocumentStoreIT {

    private static final DocumentSet THINGS =
            DocumentSet.named("things").index("owner", "id").index("-size", "id");
    private static final Projection PROJECTION = Projection.named("things", 3)
            .on(CustomerRegistered.class, THINGS, CustomerRegistered::customerId, (document, fact) -> document)
            .build();

    private final MongoClient mongo;
    private final DocumentStore store;

    DocumentStoreIT(Vertx vertx, MongoServer server) {
        mongo = MongoClient.create(vertx, new JsonObject().put("connection_string", server.freshUri("store")));
        store = new MongoDocumentStore(mongo, PROJECTION, Generation.first(PROJECTION));
    }

    @BeforeEach
    void prepare() {
        await(store.prepare());
    }

    @AfterEach
    void close() {
        await(mongo.close());
    }

    private static StoredDocument thing(String id, long rev, String owner) {
        Document document = Document.absent(id).with("owner", owner).with("size", 7);
        return new StoredDocument(document, rev, Map.of("orders/0", rev), Map.of("owners/a.b$c%", rev));
    }

    private @Nullable StoredDocument stored(String id) {
        return await(store.load(THINGS, List.of(id))).stream().findFirst().orElse(null);
    }

    @Test
    void readsWhatItWrote() {
        Document rich = Document.absent("rich")
                .with("text", "naïve ☃")
                .with("number", Long.MAX_VALUE)
                .with("flag", true)
                .with("at", Instant.parse("2026-11-22T10:00:00.1234567Z"))
                .with("price", new Money(199, "EUR"))
                .with(
                        "lines",
                        List.of(Document.part().with("n", 1L), Document.part().with("tags", List.of("x", "y"))));
        StoredDocument document = new StoredDocument(rich, 1, Map.of("orders/2", 991L), Map.of());

        await(store.write(THINGS, List.of(document)));

        assertThat(stored("rich")).isEqualTo(document);
        assertThat(stored("other")).isNull();
    }

    @Test
    void makesTheIndexesThatTheDeclarationNamesAndMayDoSoAgain() {
        await(store.prepare());

        assertThat(await(mongo.listIndexes("things.g1.things")).stream()
                        .map(index -> ((JsonObject) index).getJsonObject("key").encode()))
                .contains("{\"owner\":1,\"_id\":1}", "{\"size\":-1,\"_id\":1}");
    }

    @Nested
    class WhenAnotherWriterWasFirst {

        @Test
        void refusesToCreateWhatExists() {
            await(store.write(THINGS, List.of(thing("a", 1, "first"))));

            assertThatThrownBy(() ->
                            await(store.write(THINGS, List.of(thing("a", 1, "second"), thing("b", 1, "second")))))
                    .isInstanceOf(StaleWriteException.class);
            assertThat(stored("a")).isEqualTo(thing("a", 1, "first"));
        }

        @Test
        void refusesToReplaceWhatHasChanged() {
            await(store.write(THINGS, List.of(thing("a", 1, "first"))));
            await(store.write(THINGS, List.of(thing("a", 2, "second"))));

            assertThatThrownBy(() -> await(store.write(THINGS, List.of(thing("a", 2, "third")))))
                    .isInstanceOf(StaleWriteException.class);
            assertThatThrownBy(() -> await(store.write(THINGS, List.of(thing("absent", 2, "third")))))
                    .isInstanceOf(StaleWriteException.class);
            assertThat(stored("a")).isEqualTo(thing("a", 2, "second"));
            assertThat(stored("absent")).isNull();
        }

        @Test
        void refusesToSaveACheckpointTwice() {
            Checkpoint none = await(store.loadCheckpoint());
            Checkpoint first = none.advancedTo(Map.of("orders/0", 5L));
            await(store.saveCheckpoint(first));

            assertThatThrownBy(() -> await(store.saveCheckpoint(none.advancedTo(Map.of("orders/0", 4L)))))
                    .isInstanceOf(StaleWriteException.class);

            Checkpoint second = first.advancedTo(Map.of("orders/1", 1L));
            await(store.saveCheckpoint(second));
            assertThatThrownBy(() -> await(store.saveCheckpoint(first.advancedTo(Map.of("orders/0", 9L)))))
                    .isInstanceOf(StaleWriteException.class);
            assertThat(await(store.loadCheckpoint())).isEqualTo(second);
        }
    }

    @Test
    void findsReferrersInChunksById() {
        List<StoredDocument> all = new ArrayList<>();
        for (int i = 10; i < 35; i++) {
            all.add(thing("t" + i, 1, i % 5 == 0 ? "other" : "owner"));
        }
        await(store.write(THINGS, all));

        List<StoredDocument> first = await(store.referrers(THINGS, "owner", List.of("owner", "nobody"), null, 12));
        List<StoredDocument> rest = await(
                store.referrers(THINGS, "owner", List.of("owner"), first.get(11).id(), 12));

        assertThat(first).hasSize(12);
        assertThat(rest).hasSize(8);
        assertThat(Stream.concat(first.stream(), rest.stream()).map(StoredDocument::id))
                .isSorted()
                .doesNotHaveDuplicates()
                .noneMatch(id -> id.endsWith("0") || id.endsWith("5"));
    }
}
