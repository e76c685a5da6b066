package io.millrace.system.outage;

import static io.millrace.system.outage.Trap.Kind.ANSWER;
import static io.millrace.system.outage.Trap.Kind.ANSWER_TO_REQUEST;
import static io.millrace.system.outage.Trap.Kind.REQUEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.runtime.http.testing.RawHttp;
import io.millrace.system.check.Acknowledged;
import io.millrace.system.check.Checker;
import io.millrace.system.check.Sender;
import io.millrace.system.check.Sent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Services are killed exactly between two steps: the network holds back the message that begins the second, and while it
 * is held the process gets a SIGKILL. Whatever the step, everything is there once in the end.
 */
@Tag("own-servers")
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KillPointsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PROFILES = "/projections/customer-profile";

    private static Town town;
    private static Sender sender;
    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private String customer = "";

    @BeforeAll
    static void start(@TempDir Path folder) {
        town = Town.startBehindProxies(folder);
        sender = new Sender(town::address);
    }

    @AfterAll
    static void stop() {
        town.close();
    }

    @BeforeEach
    void register() throws IOException {
        customer = send("POST", "/customers", name("Lovelace").put("email", UUID.randomUUID() + "@example.org"))
                .aggregateId();
        awaitName("Lovelace");
    }

    @AfterEach
    void nothingIsLostOrDoubled() throws Exception {
        System.out.println(new Checker(town::store, town::address).verify(acknowledged));
    }

    @Test
    void afterTheCommitAndBeforeThePublishing() throws Exception {
        Trap trap = town.way(Part.CUSTOMERS, true).hold(REQUEST, publishTo("customers.events"));
        Acknowledged renamed = rename("King");
        trap.await();
        killAt(Part.CUSTOMERS, true);

        assertThat(shown()).isEqualTo("Lovelace");
        town.start(Part.CUSTOMERS);
        awaitName("King");
        assertThat(sender.send(renamed.sent()))
                .hasValueSatisfying(again -> assertThat(again.version()).isEqualTo(renamed.version()));
    }

    @Test
    void afterThePublishingAndBeforeTheMark() throws Exception {
        Trap trap = town.way(Part.CUSTOMERS, true).hold(ANSWER, ACK);
        rename("King");
        trap.await();
        awaitName("King");
        killAt(Part.CUSTOMERS, true);

        double before = metric("millrace_messaging_duplicates_total");
        town.start(Part.CUSTOMERS);
        await("it is published once more")
                .atMost(PATIENCE)
                .until(() -> metric("millrace_messaging_duplicates_total") > before);
    }

    @Test
    void afterTheDocumentsAndBeforeTheCheckpoint() throws Exception {
        Trap trap = town.way(Part.QUERY, false).hold(REQUEST, CHECKPOINT);
        rename("King");
        trap.await();
        killAt(Part.QUERY, false);

        town.start(Part.QUERY);
        awaitName("King");
        await("documents skip what they have")
                .atMost(PATIENCE)
                .until(() -> metric("millrace_projection_folds_skipped_total") > 0);
    }

    @Test
    void afterTheCheckpointAndBeforeTheAcknowledgement() throws Exception {
        Trap trap = town.way(Part.QUERY, true).hold(REQUEST, ACK);
        rename("King");
        trap.await(); // perhaps with an acknowledgement of something earlier; none passes from now on
        awaitName("King");
        killAt(Part.QUERY, true);

        town.start(Part.QUERY);
        awaitName("King");
        await("it is delivered once more")
                .atMost(PATIENCE)
                .until(() -> metric("millrace_messaging_duplicates_total") > 0);
    }

    @Test
    void inTheMiddleOfARebuild() throws Exception {
        int generation = last() + 1;
        Trap trap =
                town.way(Part.QUERY, false).hold(REQUEST, insertInto("customer-profile.g" + generation + ".customers"));
        rebuild(generation);
        trap.await();
        rename("King");
        killAt(Part.QUERY, false);

        town.start(Part.QUERY);
        awaitLive(generation);
        awaitName("King");
    }

    @Test
    void beforeTheStoreHearsOfASwitch() throws Exception {
        int generation = last() + 1;
        Trap trap = town.way(Part.QUERY, false).hold(REQUEST, live(generation));
        rebuild(generation);
        trap.await();
        rename("King");
        killAt(Part.QUERY, false);

        town.start(Part.QUERY);
        awaitLive(generation);
        awaitName("King");
    }

    @Test
    void beforeTheQueryServiceHearsThatItHasSwitched() throws Exception {
        int generation = last() + 1;
        Trap trap = town.way(Part.QUERY, false).hold(ANSWER_TO_REQUEST, live(generation));
        rebuild(generation);
        trap.await();
        rename("King");
        killAt(Part.QUERY, false);

        town.start(Part.QUERY);
        assertThat(projection().getInteger("generation")).isEqualTo(generation);
        awaitName("King");
    }

    /** While the message is held. */
    private static void killAt(Part service, boolean broker) {
        town.kill(service);
        town.way(service, broker).cut();
        town.way(service, broker).mend();
    }

    private static void rebuild(int generation) {
        dropAllButTheLive();
        JsonObject begun = new JsonObject(query().send("POST", PROFILES + "/rebuild", new String[0], new byte[0])
                .body());
        assertThat(begun.getInteger("generation")).isEqualTo(generation);
    }

    private static void dropAllButTheLive() {
        generations().stream()
                .filter(one -> one.getString("state").equals("ready"))
                .forEach(one -> query().send(
                                "DELETE",
                                PROFILES + "/generations/" + one.getInteger("generation"),
                                new String[0],
                                new byte[0]));
        await("others are dropped").atMost(PATIENCE).until(() -> generations().size() == 1);
    }

    private static void awaitLive(int generation) {
        await("generation " + generation + " answers")
                .atMost(PATIENCE)
                .until(() -> projection().getInteger("generation") == generation);
    }

    private static int last() {
        return generations().stream()
                .mapToInt(one -> one.getInteger("generation"))
                .max()
                .orElseThrow();
    }

    private static List<JsonObject> generations() {
        JsonArray all = projection().getJsonArray("generations");
        return IntStream.range(0, all.size()).mapToObj(all::getJsonObject).toList();
    }

    private static JsonObject projection() {
        return new JsonObject(query().get(PROFILES).body());
    }

    private static RawHttp query() {
        return new RawHttp(URI.create(town.address("query")));
    }

    private static double metric(String name) {
        return query().get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private Acknowledged rename(String lastName) throws IOException {
        return send("PUT", "/customers/" + customer + "/name", name(lastName));
    }

    private Acknowledged send(String method, String path, JsonObject body) throws IOException {
        Acknowledged answer = sender.send(new Sent(
                        "customers", method, path, body, UUID.randomUUID().toString()))
                .orElseThrow();
        acknowledged.add(answer);
        return answer;
    }

    private static JsonObject name(String lastName) {
        return new JsonObject().put("firstName", "Ada").put("lastName", lastName);
    }

    private String shown() {
        RawHttp.Answer answer = query().get("/customers/" + customer);
        return answer.status() == 200 ? new JsonObject(answer.body()).getString("lastName") : "";
    }

    private void awaitName(String lastName) {
        await(lastName + " is shown").atMost(PATIENCE).until(() -> shown().equals(lastName));
    }

    // ---- what to wait for, as the protocols have it ----

    /** A frame of AMQP 0-9-1 with basic.ack, whose arguments are a delivery tag and a bit, whoever sends it. */
    private static final byte[] ACK = {0, 0, 0, 13, 0, 60, 0, 80};

    /** What no other document has: positions, as a document within it in BSON. */
    private static final byte[] CHECKPOINT = "\u0003positions\0".getBytes(StandardCharsets.US_ASCII);

    /** basic.publish: class 60, method 40, a reserved short, and the exchange. */
    private static byte[] publishTo(String exchange) {
        byte[] name = exchange.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(7 + name.length)
                .put(new byte[] {0, 60, 0, 40, 0, 0, (byte) name.length})
                .put(name)
                .array();
    }

    /** The command insert, its first element in BSON: its name, with the collection as a string. */
    private static byte[] insertInto(String collection) {
        byte[] name = "\u0002insert\0".getBytes(StandardCharsets.US_ASCII);
        byte[] value = collection.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(name.length + 4 + value.length + 1)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(name)
                .putInt(value.length + 1)
                .put(value)
                .array();
    }

    /** The pointer of a projection that says which generation answers: an element of BSON, a 32-bit integer. */
    private static byte[] live(int generation) {
        return ByteBuffer.allocate(10)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0x10)
                .put("live".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 0)
                .putInt(generation)
                .array();
    }
}
