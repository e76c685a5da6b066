package io.millrace.catalog;

import static io.millrace.embedded.junit.Futures.await;
import static io.millrace.kit.testing.Problems.assertProblem;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import io.millrace.contracts.CatalogEvent;
import io.millrace.contracts.CatalogEvent.ProductAdded;
import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import io.millrace.contracts.Money;
import io.millrace.embedded.junit.MongoServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.journal.Batch;
import io.millrace.kit.journal.NewEvent;
import io.millrace.kit.journal.Question;
import io.millrace.kit.journal.StateChange;
import io.millrace.kit.journal.StoreOptions;
import io.millrace.kit.journal.Versioned;
import io.millrace.kit.journal.WriteStore;
import io.millrace.kit.lane.LaneLimits;
import io.millrace.kit.testing.ServiceUnderTest;
import io.millrace.runtime.http.testing.RawHttp;
import io.millrace.runtime.http.testing.RawHttp.Answer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What is written into the catalog's database is read back equal, by the service and by people. */
@WithInfrastructure
@WithVertx
class CatalogStoreIT {

    private static final JsonObject PRODUCT = new JsonObject("""
            {"sku": "LAMP-1", "title": "Thé vert 緑茶 🍵", "description": "", "category": "épicerie",
             "price": {"amount": 9007199254740991, "currency": "EUR"},
             "attributes": {"$date": {"$oid": [1, 2.5, null, {"a.b": true}]}, "": "", "100%": -9223372036854775808}}
            """);

    private final String database;

    CatalogStoreIT(MongoServer mongo) {
        this.database = mongo.freshUri("catalog");
    }

    @Nested
    class ARestartedService {

        private ServiceUnderTest service;

        ARestartedService(Vertx vertx) {
            service = ServiceUnderTest.start(vertx, database, ServiceUnderTest.NO_BROKER, CatalogService::start);
        }

        @AfterEach
        void stop() {
            service.close();
        }

        @Test
        void knowsAProductAsItWas() {
            String id = add(PRODUCT).json().getString("id");
            service.stop();
            service.startAgain();

            JsonObject details = PRODUCT.copy();
            JsonObject price = (JsonObject) details.remove("price");
            details.remove("sku");
            assertUnchanged(http().json("PUT", "/products/" + id + "/details", details.encode()));
            assertUnchanged(http().json("PUT", "/products/" + id + "/price", price.encode()));
            assertThat(service.journal().types(id)).containsExactly("ProductAdded");
        }

        @Test
        void knowsWhichSkusAreTaken() {
            add(PRODUCT);
            service.stop();
            service.startAgain();

            assertProblem(add(PRODUCT), 409, "sku-taken");
            assertThat(add(PRODUCT.copy().put("sku", "LAMP-2")).status()).isEqualTo(201);
        }

        @Test
        void hasDocumentsThatPeopleCanRead() {
            String id = add(PRODUCT).json().getString("id");
            service.stop();

            Document document = document(id);
            document.remove("position");
            assertThat(document)
                    .isEqualTo(new Document("_id", id)
                            .append("version", 1L)
                            .append("status", "ACTIVE")
                            .append("sku", "LAMP-1")
                            .append("title", "Thé vert 緑茶 🍵")
                            .append("description", "")
                            .append("category", "épicerie")
                            .append("price", new Document("amount", 9007199254740991L).append("currency", "EUR"))
                            .append("attributes", document.get("attributes")));
            assertThat(document.get("attributes", Document.class))
                    .containsEntry("", "")
                    .containsEntry("100%25", Long.MIN_VALUE)
                    .containsKey("%24date");
        }

        private Answer add(JsonObject product) {
            return http().json("POST", "/products", product.encode());
        }

        private static void assertUnchanged(Answer answer) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers()).containsEntry("etag", "\"1\"");
        }

        private RawHttp http() {
            return new RawHttp(service.address());
        }
    }

    @Nested
    class TheStore {

        /** Not the one whose event loops are watched: writing twelve megabytes takes as long as it takes. */
        private final Vertx vertx = Vertx.vertx();

        private final WriteStore<ProductCommand, Product, CatalogEvent> store;

        TheStore() {
            store = await(CatalogService.definition()
                    .store()
                    .open(vertx, "catalog", new ProductDecider(), StoreOptions.of(database)));
        }

        @AfterEach
        void close() {
            await(store.close());
            await(vertx.close());
        }

        @Test
        void keepsAnyAttributes() {
            RandomAttributes random = new RandomAttributes(1);
            List<ProductAdded> added = IntStream.range(0, 300)
                    .mapToObj(n -> added(n, "A lamp.", random.next()))
                    .toList();
            IntStream.range(0, 30).forEach(n -> write(added.subList(10 * n, 10 * (n + 1))));

            added.forEach(product -> assertThat(state(product.productId())).isEqualTo(after(product)));
            assertTold(added);
        }

        /** The journal has a batch as one document, and MongoDB bounds a document to 16 MiB. */
        @Test
        void takesAFullBatchOfTheLargestProducts() {
            String longest = "\u0001".repeat(5000);
            Attributes most = new Attributes(Map.of("a", "\u0001".repeat((16 * 1024 - "{\"a\":\"\"}".length()) / 6)));
            List<ProductAdded> added = IntStream.range(0, LaneLimits.DEFAULT.maxBatch())
                    .mapToObj(n -> added(n, longest, most))
                    .toList();
            write(added);

            assertTold(added);
        }

        private ProductAdded added(int number, String description, Attributes attributes) {
            return new ProductAdded(
                    UUID.randomUUID().toString(),
                    "LAMP-" + number,
                    "Lamp",
                    description,
                    "lighting",
                    new Money(number, "EUR"),
                    attributes.members());
        }

        private void write(List<ProductAdded> added) {
            List<StateChange<Product>> changes = new ArrayList<>();
            List<NewEvent<CatalogEvent>> events = new ArrayList<>();
            for (ProductAdded product : added) {
                String id = product.productId();
                changes.add(
                        new StateChange<>(id, new Versioned<>(Product.NONE, 0), new Versioned<>(after(product), 1)));
                events.add(new NewEvent<>(UUID.randomUUID(), id, 1, Instant.EPOCH, null, product));
            }
            await(store.journal().append(new Batch<>(0, changes, events, List.of(), List.of())));
        }

        private static Product after(Event added) {
            return new ProductDecider().evolve(Product.NONE, (CatalogEvent) added);
        }

        private Product state(String id) {
            return requireNonNull(await(store.journal().ask(new Question<>(0, Set.of(id), Set.of(), List.of(), false)))
                            .states()
                            .get(id))
                    .state();
        }

        /** Equal as states, since an event's reader holds small numbers otherwise. */
        private void assertTold(List<ProductAdded> added) {
            List<EventEnvelope> told = await(store.journal().read(0, 0, added.size() + 1));
            assertThat(told)
                    .extracting(EventEnvelope::aggregateId)
                    .isEqualTo(added.stream().map(ProductAdded::productId).toList());
            assertThat(told)
                    .extracting(envelope -> after(EventTypes.decode(envelope).orElseThrow()))
                    .isEqualTo(added.stream().map(TheStore::after).toList());
        }
    }

    private Document document(String id) {
        ConnectionString address = new ConnectionString(database);
        try (MongoClient client = MongoClients.create(address)) {
            return requireNonNull(Mono.from(client.getDatabase(requireNonNull(address.getDatabase()))
                            .getCollection("product")
                            .find(new Document("_id", id)))
                    .block(Duration.ofSeconds(20)));
        }
    }
}
