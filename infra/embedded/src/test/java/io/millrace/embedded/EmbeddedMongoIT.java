package io.millrace.embedded;

import static io.millrace.embedded.junit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.embedded.junit.WithVertx;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.BulkOperation;
import io.vertx.ext.mongo.BulkWriteOptions;
import io.vertx.ext.mongo.IndexOptions;
import io.vertx.ext.mongo.MongoClient;
import io.vertx.ext.mongo.RenameCollectionOptions;
import io.vertx.ext.mongo.UpdateOptions;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithVertx
@Tag("own-servers")
class EmbeddedMongoIT {
    @TempDir
    Path folder;

    EmbeddedMongo mongo;
    MongoClient client;

    @BeforeEach
    void start(Vertx vertx) {
        mongo = EmbeddedMongo.start(folder, 0);
        mongo.service("test", "river/1");
        client = MongoClient.create(
                vertx,
                new JsonObject().put("connection_string", mongo.uri("test")).put("useObjectId", false));
    }

    @AfterEach
    void stop() {
        await(client.close());
        mongo.close();
    }

    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }

    private List<String> ids(List<JsonObject> documents) {
        return documents.stream().map(document -> document.getString("_id")).toList();
    }

    private List<JsonObject> find(String query) {
        return await(client.find("things", json(query)));
    }

    private void insert(String... documents) {
        for (String document : documents) {
            await(client.insert("things", json(document)));
        }
    }

    private void restart() {
        mongo.stop();
        mongo.start();
    }

    @Test
    void namesTheServerAndThePortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(Ports.address(0));
            assertThatThrownBy(() -> EmbeddedMongo.start(null, taken.getLocalPort()))
                    .isInstanceOf(PortTaken.class)
                    .hasMessage("MongoDB cannot start: port " + taken.getLocalPort() + " is taken");
        }
    }

    @Test
    void refusesAFolderInUse() {
        assertThatThrownBy(() -> EmbeddedMongo.start(folder, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot open the documents in");
    }

    @Nested
    class AUniqueIndex {
        private final IndexOptions unique = new IndexOptions().unique(true).sparse(true);

        @Test
        void isNotCreatedOverDuplicates() {
            insert("{'_id': 'a', 'n': 1}");
            insert("{'_id': 'b', 'n': 1.0}");
            assertThatThrownBy(() -> await(client.createIndexWithOptions("things", json("{'n': 1}"), unique)))
                    .hasMessageContaining("E11000");
            insert("{'_id': 'c', 'n': 1}");
        }

        @Test
        void ofAListHasEachItemOnce() {
            await(client.createIndexWithOptions("things", json("{'list': 1}"), unique));
            insert("{'_id': 'a', 'list': ['x', 'y']}");
            insert("{'_id': 'b'}");
            insert("{'_id': 'c'}");
            assertThatThrownBy(() -> insert("{'_id': 'd', 'list': ['z', 'y']}")).hasMessageContaining("E11000");
            insert("{'_id': 'e', 'list': ['z']}");
            await(client.removeDocument("things", json("{'_id': 'a'}")));
            insert("{'_id': 'f', 'list': ['y']}");
            assertThat(ids(find("{}"))).containsExactlyInAnyOrder("b", "c", "e", "f");
        }

        @Test
        void ofAFieldInAListHasEachOnce() {
            await(client.createIndexWithOptions("things", json("{'list.n': 1}"), unique));
            insert("{'_id': 'a', 'list': [{'n': 1}, {'n': 2}]}");
            assertThatThrownBy(() -> insert("{'_id': 'b', 'list': [{'n': 2}]}")).hasMessageContaining("E11000");
            await(client.removeDocument("things", json("{'_id': 'a'}")));
            insert("{'_id': 'c', 'list': [{'n': 2}]}");
            assertThat(ids(find("{}"))).containsExactly("c");
        }
    }

    @Nested
    class AfterARestart {
        @Test
        void everythingIsThere() {
            insert("{'_id': 'a', 'n': 1, 'nested': {'list': [1, 'two', null, {'x': true}]}}");
            await(client.createIndexWithOptions("things", json("{'n': 1}"), new IndexOptions().unique(true)));
            restart();
            assertThat(find("{}"))
                    .containsExactly(json("{'_id': 'a', 'n': 1, 'nested': {'list': [1, 'two', null, {'x': true}]}}"));
            assertThatThrownBy(() -> insert("{'_id': 'b', 'n': 1}")).hasMessageContaining("E11000");
        }

        @Test
        void aRenamedCollectionHasItsDocumentsAndIndexes() {
            insert("{'_id': 'a', 'n': 1}");
            await(client.insert("older", json("{'_id': 'replaced'}")));
            await(client.createIndexWithOptions("things", json("{'n': 1}"), new IndexOptions().unique(true)));
            await(client.renameCollectionWithOptions(
                    "things", "older", new RenameCollectionOptions().setDropTarget(true)));
            restart();
            assertThat(find("{}")).isEmpty();
            assertThat(ids(await(client.find("older", json("{'n': 1}"))))).containsExactly("a");
            assertThatThrownBy(() -> await(client.insert("older", json("{'_id': 'b', 'n': 1}"))))
                    .hasMessageContaining("E11000");
        }

        @Test
        void aDroppedCollectionStaysAway() {
            insert("{'_id': 'a'}");
            await(client.dropCollection("things"));
            restart();
            assertThat(find("{}")).isEmpty();
        }
    }

    @Nested
    class GuardedWrites {
        @Test
        void aStaleReplacementIsADuplicateKey() {
            insert("{'_id': 'a', 'rev': 2}");
            UpdateOptions upsert = new UpdateOptions().setUpsert(true);
            Future<?> stale = client.replaceDocumentsWithOptions(
                    "things", json("{'_id': 'a', 'rev': 1}"), json("{'_id': 'a', 'rev': 2, 'late': true}"), upsert);
            assertThatThrownBy(() -> await(stale)).hasMessageContaining("E11000");
            assertThat(find("{}")).containsExactly(json("{'_id': 'a', 'rev': 2}"));
        }

        @Test
        void oneOfABatchFailsAlone() {
            insert("{'_id': 'a', 'rev': 2}");
            List<BulkOperation> batch = List.of(replace("a", 1, 9), replace("b", 0, 1));
            assertThatThrownBy(() -> await(
                            client.bulkWriteWithOptions("things", batch, new BulkWriteOptions().setOrdered(false))))
                    .hasMessageContaining("E11000");
            assertThat(ids(find("{'rev': 1}"))).containsExactly("b");
        }

        private BulkOperation replace(String id, int expected, int next) {
            return BulkOperation.createReplace(
                    new JsonObject().put("_id", id).put("rev", expected),
                    new JsonObject().put("_id", id).put("rev", next),
                    true);
        }
    }

    @Test
    void noReaderSeesHalfAWrite() {
        insert("{'_id': 'a', 'left': [0, 0], 'right': 0}");
        List<Future<?>> work = new ArrayList<>();
        for (int n = 1; n <= 2000; n++) {
            JsonObject whole =
                    new JsonObject().put("left", new JsonArray().add(n).add(n)).put("right", n);
            work.add(client.updateCollection("things", json("{'_id': 'a'}"), new JsonObject().put("$set", whole)));
            work.add(client.findOne("things", json("{'_id': 'a'}"), null).map(EmbeddedMongoIT::whole));
        }
        await(Future.all(work));
    }

    private static JsonObject whole(JsonObject document) {
        int right = document.getInteger("right");
        assertThat(document.getJsonArray("left")).containsExactly(right, right);
        return document;
    }
}
