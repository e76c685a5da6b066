package io.millrace.embedded;

import static io.millrace.embedded.junit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.mongodb.MongoCommandException;
import io.millrace.embedded.junit.WithVertx;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.MongoClient;
import io.vertx.ext.mongo.RenameCollectionOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@WithVertx
@Tag("own-servers")
class MongoAccountsIT {
    private static final int UNAUTHORIZED = 13;
    private static final int AUTHENTICATION_FAILED = 18;

    private final Vertx vertx;
    private final List<MongoClient> clients = new ArrayList<>();
    private EmbeddedMongo mongo;

    MongoAccountsIT(Vertx vertx) {
        this.vertx = vertx;
    }

    @BeforeEach
    void start() {
        mongo = EmbeddedMongo.start(null, 0);
        mongo.service("catalog", "river/1 ,=@");
        mongo.service("query", "river2");
    }

    @AfterEach
    void stop() {
        clients.forEach(client -> await(client.close()));
        mongo.close();
    }

    private MongoClient client(String uri, String database) {
        MongoClient client = MongoClient.create(
                vertx, new JsonObject().put("connection_string", uri).put("db_name", database));
        clients.add(client);
        return client;
    }

    private MongoClient catalog() {
        return client(mongo.uri("catalog"), "catalog");
    }

    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }

    private static void assertRefused(int code, Supplier<Future<?>> attempt) {
        Throwable refused = catchThrowable(() -> await(attempt.get()));
        assertThat(refused).isNotNull();
        while (!(refused instanceof MongoCommandException) && refused.getCause() != null) {
            refused = refused.getCause();
        }
        assertThat(refused).isInstanceOfSatisfying(MongoCommandException.class, refusal -> {
            assertThat(refusal.getErrorCode()).isEqualTo(code);
        });
    }

    private static void assertRefused(MongoClient client, String command) {
        JsonObject parsed = json(command);
        assertRefused(
                UNAUTHORIZED,
                () -> client.runCommand(parsed.fieldNames().iterator().next(), parsed));
    }

    @Nested
    class LoggingIn {

        @Test
        void opensTheDatabaseOfTheAccount() {
            await(catalog().insert("things", json("{'_id': 'a'}")));
            assertThat(await(catalog().find("things", new JsonObject()))).containsExactly(json("{'_id': 'a'}"));
        }

        @Test
        void takesTheRightPassword() {
            String wrong = mongo.uri("query").replace("river2", "river3");
            assertRefused(AUTHENTICATION_FAILED, () -> client(wrong, "query").count("things", new JsonObject()));
        }

        @Test
        void takesAKnownName() {
            String wrong = mongo.uri("query").replace("query:", "orders:");
            assertRefused(AUTHENTICATION_FAILED, () -> client(wrong, "query").count("things", new JsonObject()));
        }

        @Test
        void takesTheNewPasswordOnceItIsChanged() {
            String before = mongo.uri("query");
            mongo.service("query", "sea");
            await(client(mongo.uri("query"), "query").count("things", new JsonObject()));
            assertRefused(AUTHENTICATION_FAILED, () -> client(before, "query").count("things", new JsonObject()));
        }

        @Test
        void isNeededForEverythingButAGreeting() {
            MongoClient nobody = client("mongodb://127.0.0.1:" + mongo.port() + "/catalog", "catalog");
            await(nobody.runCommand("ping", json("{'ping': 1}")));
            await(nobody.runCommand("buildInfo", json("{'buildInfo': 1}")));
            assertRefused(nobody, "{'find': 'things'}");
            assertRefused(nobody, "{'insert': 'things', 'documents': [{'_id': 1}]}");
            assertRefused(nobody, "{'listCollections': 1}");
            assertRefused(nobody, "{'getMore': 1, 'collection': 'things'}");
            assertRefused(nobody, "{'dropDatabase': 1}");
        }

        @Test
        void isNeededAgainAfterARestart() {
            MongoClient catalog = catalog();
            await(catalog.count("things", new JsonObject()));
            mongo.stop();
            mongo.start();
            assertThat(await(catalog.count("things", new JsonObject()))).isZero();
        }
    }

    @Nested
    class AServicesAccount {

        @Test
        void doesInItsOwnDatabaseWhatAServiceDoes() {
            MongoClient catalog = catalog();
            await(catalog.createIndex("things", json("{'n': 1}")));
            await(catalog.insert("things", json("{'_id': 'a', 'n': 1}")));
            await(catalog.renameCollectionWithOptions(
                    "things", "others", new RenameCollectionOptions().setDropTarget(true)));
            assertThat(await(catalog.getCollections())).contains("others");
            await(catalog.dropCollection("others"));
        }

        @Test
        void isRefusedInEveryOtherDatabase() {
            for (String other : new String[] {"query", "admin", "local", "config", "unheard_of"}) {
                MongoClient foreign = client(mongo.uri("catalog") + "?authSource=catalog", other);
                assertRefused(foreign, "{'find': 'things'}");
                assertRefused(foreign, "{'FIND': 'things'}");
                assertRefused(foreign, "{'insert': 'things', 'documents': [{'_id': 1}]}");
                assertRefused(foreign, "{'listCollections': 1}");
                assertRefused(foreign, "{'drop': 'things'}");
                assertRefused(foreign, "{'dropDatabase': 1}");
            }
        }

        @Test
        void isRefusedWhatOnlyAdministratorsDo() {
            MongoClient catalog = catalog();
            assertRefused(catalog, "{'dropDatabase': 1}");
            assertRefused(catalog, "{'usersInfo': 1}");
            assertRefused(catalog, "{'serverStatus': 1}");
            assertRefused(catalog, "{'createUser': 'me', 'pwd': 'x', 'roles': ['root']}");
        }

        @Test
        void cannotReachOutThroughAnAggregation() {
            MongoClient catalog = catalog();
            await(catalog.insert("things", json("{'_id': 'a'}")));
            assertRefused(
                    catalog,
                    "{'aggregate': 'things', 'cursor': {}, 'pipeline': [{'$merge': {'into': {'db': 'query', 'coll': 'x'}}}]}");
            assertRefused(
                    catalog,
                    "{'aggregate': 'things', 'cursor': {}, 'pipeline': [{'$facet': {'a': [{'$merge': {'into': {'db': 'query',"
                            + " 'coll': 'x'}}}]}}]}");
        }

        @Test
        void cannotReachOutThroughARename() {
            MongoClient admin = client(mongo.uri("catalog") + "?authSource=catalog", "admin");
            await(catalog().insert("things", json("{'_id': 'a'}")));
            assertRefused(admin, "{'renameCollection': 'catalog.things', 'to': 'query.things'}");
            assertRefused(admin, "{'renameCollection': 'query.things', 'to': 'catalog.things'}");
        }

        @Test
        void cannotReadOnThroughTheCursorOfAnother() {
            MongoClient query = client(mongo.uri("query"), "query");
            IntStream.range(0, 5).forEach(n -> await(query.insert("things", json("{'_id': 'a" + n + "'}"))));
            JsonObject first = await(query.runCommand("find", json("{'find': 'things', 'batchSize': 2}")));
            JsonObject more = new JsonObject()
                    .put("getMore", first.getJsonObject("cursor").getLong("id"))
                    .put("collection", "things")
                    .put("batchSize", 10);
            assertRefused(UNAUTHORIZED, () -> catalog().runCommand("getMore", more));
            JsonObject rest = await(query.runCommand("getMore", more));
            assertThat(rest.getJsonObject("cursor").getJsonArray("nextBatch")).hasSize(3);
        }

        @Test
        void seesNoOtherDatabaseInTheList() {
            await(catalog().insert("things", json("{'_id': 'a'}")));
            await(client(mongo.uri("query"), "query").insert("things", json("{'_id': 'a'}")));
            assertThat(databases(mongo.uri("catalog") + "?authSource=catalog")).containsExactly("catalog");
            assertThat(databases(mongo.administratorUri())).contains("catalog", "query");
        }

        private List<String> databases(String uri) {
            JsonObject reply = await(client(uri, "admin").runCommand("listDatabases", json("{'listDatabases': 1}")));
            return reply.getJsonArray("databases").stream()
                    .map(database -> ((JsonObject) database).getString("name"))
                    .toList();
        }
    }

    @Nested
    class AnAdministrator {

        @Test
        void doesEverythingAndSeesEverybody() {
            MongoClient admin = client(mongo.administratorUri(), "admin");
            await(client(mongo.administratorUri() + "?authSource=admin", "query")
                    .insert("things", json("{'_id': 1}")));
            JsonArray users = await(admin.runCommand("usersInfo", json("{'usersInfo': {'forAllDBs': true}}")))
                    .getJsonArray("users");
            assertThat(users.stream().map(user -> ((JsonObject) user).getString("_id")))
                    .containsExactlyInAnyOrder("catalog.catalog", "query.query", "admin.administrator");
        }
    }
}
