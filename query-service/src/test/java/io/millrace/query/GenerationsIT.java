package io.millrace.query;

import static io.millrace.embedded.junit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.millrace.contracts.ConsistencyToken;
import io.millrace.embedded.junit.Infrastructure;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.runtime.Host;
import io.millrace.runtime.http.HttpSettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.MongoClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Read models are disposable: rebuilt, switched, rolled back, compared and dropped while they answer. */
@WithInfrastructure
@WithVertx
class GenerationsIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String PROFILES = "/projections/customer-profile";

    private final Vertx vertx;
    private final Infrastructure servers;
    private final Owners owners;
    private final QuerySettings settings;
    private final MongoClient mongo;
    private final List<QueryService> services = new ArrayList<>();
    private final Story story = Story.begin();
    private QueryService service;
    private ConsistencyToken token;

    GenerationsIT(Vertx vertx, Infrastructure servers) {
        this.vertx = vertx;
        this.servers = servers;
        this.owners = Owners.start(vertx, servers.broker().uri());
        this.settings = new QuerySettings(
                URI.create(servers.mongo().freshUri("query")),
                URI.create(servers.broker().uri("query")),
                HttpSettings.loopback(0));
        this.mongo = MongoClient.create(
                vertx,
                new JsonObject().put("connection_string", settings.mongo().toString()));
        this.service = start();
        this.token = owners.happened(story.registered(), story.placed(Story.id()), story.renamed("King"));
        assertThat(profile().getString("lastName")).isEqualTo("King");
    }

    @AfterEach
    void stop() {
        services.forEach(running -> await(running.stop(), LONG));
        await(mongo.close());
        owners.close();
    }

    private QueryService start() {
        QueryService started = await(QueryService.start(Host.on(vertx), settings));
        services.add(started);
        return started;
    }

    private JsonObject profile() {
        return profile(service);
    }

    private JsonObject profile(QueryService from) {
        Answer answer = Answer.get(
                from.port(),
                "/customers/" + story.customer(),
                "Consistency-Token",
                token.encode(),
                "Prefer",
                "wait=20");
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.body();
    }

    private JsonObject projection() {
        return Answer.get(service.port(), PROFILES).body();
    }

    private List<String> generations() {
        return generations(projection());
    }

    private static List<String> generations(JsonObject projection) {
        JsonArray all = projection.getJsonArray("generations");
        return IntStream.range(0, all.size())
                .mapToObj(all::getJsonObject)
                .map(one -> one.getInteger("generation") + " " + one.getString("state"))
                .toList();
    }

    private void awaitGenerations(String... expected) {
        await().atMost(LONG).untilAsserted(() -> assertThat(generations()).containsExactly(expected));
    }

    private Answer post(String path) {
        return Answer.post(service.port(), PROFILES + path);
    }

    private Answer switchTo(int generation) {
        return Answer.post(service.port(), PROFILES + "/switch", new JsonObject().put("generation", generation));
    }

    /** As somebody does who should not. */
    private void editByHand(int generation, String field, Object value) {
        await(mongo.updateCollection(
                "customer-profile.g" + generation + ".customers",
                new JsonObject().put("_id", story.customer()),
                new JsonObject().put("$set", new JsonObject().put(field, value))));
    }

    private boolean queueExists(int generation) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(servers.broker().uri());
        try (Connection connection = factory.newConnection()) {
            Channel channel = connection.createChannel();
            channel.queueDeclarePassive("query.customer-profile.g" + generation + ".customers");
            return true;
        } catch (IOException absent) {
            return false;
        }
    }

    @Test
    void aRebuildMendsWhatWasEditedByHandAndAnswersAsSoonAsItIsComplete() {
        editByHand(1, "lastName", "Hacked");
        assertThat(profile().getString("lastName")).isEqualTo("Hacked");

        Answer begun = post("/rebuild");

        assertThat(begun.status()).isEqualTo(202);
        assertThat(begun.body().getInteger("generation")).isEqualTo(2);
        assertThat(begun.header("Location")).isEqualTo(PROFILES);
        awaitGenerations("1 ready", "2 live");
        assertThat(profile().getString("lastName")).isEqualTo("King");
        assertThat(projection().getInteger("generation")).isEqualTo(2);
    }

    @Test
    void allGenerationsKeepUpSoThatRollingBackLosesNothing() {
        post("/rebuild?switch=manual");
        awaitGenerations("1 live", "2 ready");
        token = owners.happened(story.renamed("Byron"));
        assertThat(switchTo(2).status()).isEqualTo(200);
        assertThat(profile().getString("lastName")).isEqualTo("Byron");

        token = owners.happened(story.renamed("Milbanke"));
        assertThat(profile().getString("lastName")).isEqualTo("Milbanke");
        assertThat(switchTo(1).body().getInteger("generation")).isEqualTo(1);
        assertThat(generations()).containsExactly("1 live", "2 ready");
        assertThat(profile().getString("lastName")).isEqualTo("Milbanke");
    }

    @Test
    void aDroppedGenerationLeavesNothing() throws Exception {
        post("/rebuild");
        awaitGenerations("1 ready", "2 live");
        assertThat(queueExists(1)).isTrue();

        assertThat(Answer.delete(service.port(), PROFILES + "/generations/1").status())
                .isEqualTo(202);

        awaitGenerations("2 live");
        assertThat(queueExists(1)).isFalse();
        assertThat(await(mongo.getCollections())).noneMatch(name -> name.startsWith("customer-profile.g1"));
        assertThat(await(mongo.count("projections", new JsonObject().put("_id", "customer-profile.g1"))))
                .isZero();
        assertThat(Answer.get(service.port(), "/metrics").response().body())
                .contains("projection_events_total{generation=\"2\",projection=\"customer-profile\"}")
                .doesNotContain("projection_events_total{generation=\"1\",projection=\"customer-profile\"}")
                .doesNotContain("query.customer-profile.g1");
        token = owners.happened(story.renamed("Byron"));
        assertThat(profile().getString("lastName")).isEqualTo("Byron");
    }

    @Test
    void whatDoesNotFitTheGenerationsIsRefused() {
        assertThat(Answer.delete(service.port(), PROFILES + "/generations/1").problem())
                .isEqualTo("not-possible-now");
        assertThat(Answer.delete(service.port(), PROFILES + "/generations/7").problem())
                .isEqualTo("not-found");
        assertThat(switchTo(7).problem()).isEqualTo("not-found");
        assertThat(Answer.post(service.port(), PROFILES + "/switch", new JsonObject())
                        .problem())
                .isEqualTo("invalid-request");
        assertThat(post("/rebuild?switch=perhaps").problem()).isEqualTo("invalid-request");
        assertThat(Answer.post(service.port(), "/projections/none/rebuild").problem())
                .isEqualTo("unknown-projection");
    }

    @Test
    void aRebuildWaitsForAnOwnerThatIsDownAndOutlivesTheProcessThatBeganIt() {
        owners.fallSilent("customers");
        assertThat(post("/rebuild").status()).isEqualTo(202);
        await().atMost(LONG).untilAsserted(() -> {
            JsonObject building = projection().getJsonArray("generations").getJsonObject(1);
            assertThat(building.getString("state")).isEqualTo("building");
            assertThat(building.getJsonArray("waitingFor")).containsExactly("customers");
            assertThat(building.getInteger("events")).isEqualTo(1);
        });
        assertThat(projection().getString("state")).isEqualTo("rebuilding");
        assertThat(post("/rebuild").problem()).isEqualTo("not-possible-now");
        assertThat(switchTo(2).problem()).isEqualTo("not-possible-now");
        assertThat(profile().getString("lastName")).isEqualTo("King");

        await(service.stop(), LONG);
        service = start();
        assertThat(generations()).containsExactly("1 live", "2 building");
        owners.answer("customers");

        awaitGenerations("1 ready", "2 live");
        assertThat(profile().getString("lastName")).isEqualTo("King");
    }

    @Test
    void aRebuildThatIsGivenUpIsGone() throws Exception {
        owners.fallSilent("customers");
        post("/rebuild");
        await().atMost(LONG).until(() -> queueExists(2));

        Answer.delete(service.port(), PROFILES + "/generations/2");

        awaitGenerations("1 live");
        assertThat(queueExists(2)).isFalse();
        assertThat(projection().getString("state")).isEqualTo("running");
        owners.answer("customers");
    }

    @Test
    void anotherInstanceFollowsASwitch() {
        QueryService other = start();
        editByHand(1, "lastName", "Hacked");
        assertThat(profile(other).getString("lastName")).isEqualTo("Hacked");

        post("/rebuild");
        awaitGenerations("1 ready", "2 live");

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(profile(other).getString("lastName")).isEqualTo("King"));
        token = owners.happened(story.renamed("Byron"));
        assertThat(profile(other).getString("lastName")).isEqualTo("Byron");
        assertThat(profile().getString("lastName")).isEqualTo("Byron");
    }

    @Test
    void aVerificationFindsWhatIsNotAsTheJournalsSay() {
        Story second = Story.begin();
        Story third = Story.begin();
        token = owners.happened(second.registered(), third.registered());
        profile();
        assertThat(verification())
                .isEqualTo(new JsonObject()
                        .put("generation", 1)
                        .put("documents", 3)
                        .put("differing", 0)
                        .put("unsettled", 0)
                        .put("differences", new JsonArray()));

        editByHand(1, "ordersPlaced", 7);
        await(mongo.removeDocument("customer-profile.g1.customers", new JsonObject().put("_id", second.customer())));
        await(mongo.insert(
                "customer-profile.g1.customers",
                new JsonObject().put("_id", "nobody").put("email", "x")));

        JsonObject found = verification();
        assertThat(found.getInteger("differing")).isEqualTo(3);
        assertThat(found.getJsonArray("differences"))
                .containsExactlyInAnyOrder(
                        difference(story.customer(), "different", "ordersPlaced"),
                        difference("nobody", "unexpected", "email"),
                        difference(
                                second.customer(), "missing", "email", "emailKey", "firstName", "lastName", "status"));
        assertThat(projection().getInteger("generation")).isEqualTo(1);
    }

    @Test
    void oneOfSeveralInstancesVerifiesAndItsResultStays() throws Exception {
        QueryService other = start();
        profile(other);

        JsonObject found = verification();

        assertThat(found.getInteger("documents")).isEqualTo(1);
        assertThat(found.getInteger("differing") + found.getInteger("unsettled"))
                .isZero();
        await().atMost(LONG).untilAsserted(() -> assertThat(queueExists(2)).isFalse());
        assertThat(generations(Answer.get(other.port(), PROFILES).body())).containsExactly("1 live");
        assertThat(Answer.get(other.port(), PROFILES)
                        .body()
                        .getJsonObject("verification")
                        .getInteger("documents"))
                .isEqualTo(1);
    }

    private static JsonObject difference(String id, String kind, String... fields) {
        return new JsonObject()
                .put("document", "customers/" + id)
                .put("kind", kind)
                .put("fields", new JsonArray(List.of(fields)));
    }

    /** Verifies, and tells what was found but for times and positions. */
    private JsonObject verification() {
        int generation = post("/verify").body().getInteger("generation");
        await().atMost(LONG).untilAsserted(() -> assertThat(generations()).containsExactly("1 live"));
        JsonObject found = projection().getJsonObject("verification");
        assertThat(generation).isGreaterThan(1);
        assertThat(found.getJsonObject("positions").fieldNames()).isNotEmpty();
        found.remove("positions");
        found.remove("startedAt");
        found.remove("finishedAt");
        return found;
    }

    @Test
    void givesWayToRequestsWhileItIsBuiltAndNotOnceItAnswers() {
        ConsistencyToken never = ConsistencyToken.of("customers", 0, 1_000_000);
        HttpRequest waiting = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + service.port() + "/customers/" + story.customer()))
                .header("Consistency-Token", never.encode())
                .header("Prefer", "wait=20")
                .build();
        var answer = HttpClient.newHttpClient().sendAsync(waiting, BodyHandlers.discarding());
        await().untilAsserted(() -> assertThat(metrics()).contains("http_server_requests_active 1.0"));

        token = owners.happened(story.renamed("Queen"));
        assertThat(profile().getString("lastName")).isEqualTo("Queen");
        assertThat(post("/rebuild").status()).isEqualTo(202);
        awaitGenerations("1 ready", "2 live");

        assertThat(answer).as("the request that is given way to").isNotDone();
        assertThat(rests(1)).isZero();
        assertThat(rests(2)).isPositive();
    }

    private double rests(int generation) {
        String name = "millrace_projection_rest_seconds_count{generation=\"" + generation
                + "\",projection=\"customer-profile\"} ";
        return metrics()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElseThrow();
    }

    private String metrics() {
        return Answer.get(service.port(), "/metrics").response().body();
    }
}
