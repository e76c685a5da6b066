package io.millrace.system.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.millrace.embedded.BrokerAccount;
import io.millrace.embedded.EmbeddedBroker;
import io.millrace.embedded.junit.Infrastructure;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.kit.lane.Partitions;
import io.millrace.kit.testing.Tables;
import io.millrace.runtime.http.testing.RawHttp;
import io.millrace.system.check.Checker;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The team of customers renames a column and splits another, as one does: the next release, which migrates the table when it
 * starts, takes the place of the running one. Nobody else is restarted, or told.
 */
@WithInfrastructure
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PrivateStructureIT {

    private static final List<String> OTHERS = List.of("catalog", "inventory", "orders", "query");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Map<String, String> stores = new HashMap<>();
    private final Map<String, ForkedService> services = new HashMap<>();
    private final Map<String, String> addresses = new HashMap<>();
    private final EmbeddedBroker broker = EmbeddedBroker.start(
            null,
            0,
            List.of(
                    BrokerAccount.administrator("millrace", "secret"),
                    BrokerAccount.service("customers", "secret", List.of()),
                    BrokerAccount.service("catalog", "secret", List.of()),
                    BrokerAccount.service("inventory", "secret", List.of("orders")),
                    BrokerAccount.service("orders", "secret", List.of("customers", "catalog", "inventory")),
                    BrokerAccount.service("query", "secret", List.of("customers", "catalog", "inventory", "orders"))));

    PrivateStructureIT(Infrastructure servers) {
        for (String service : List.of("customers", "inventory", "orders")) {
            stores.put(service, servers.postgres().freshUri(service));
        }
        for (String service : List.of("catalog", "query")) {
            stores.put(service, servers.mongo().freshUri(service));
        }
    }

    /** One after the other: their starts would take the processor from each other. */
    @BeforeEach
    void startServices() {
        for (String service : List.of("customers", "catalog", "inventory", "orders", "query")) {
            ForkedService process = ForkedService.run(service, variables(service, "0"));
            services.put(service, process);
            addresses.put(service, process.address().toString());
        }
    }

    @AfterEach
    void stopServices() {
        services.values().forEach(ForkedService::close);
        broker.close();
    }

    @Test
    void aTableIsRestructuredWhileEverybodyElseWorksOn() throws Exception {
        Traffic traffic = new Traffic(this::address);
        String grace = registeredByTheFirstRelease("Grace Brewster Hopper");
        traffic.open(grace);
        traffic.start();
        awaitMore(traffic, 20);

        traffic.customersAway(true);
        ForkedService former = service("customers");
        former.terminate();
        assertThat(former.exitCode()).isZero();
        assertColumns("id", "version", "status", "first_name", "last_name", "email");
        awaitMore(traffic, 10);
        startNextRelease();
        traffic.customersAway(false);
        assertColumns("id", "version", "status", "given_name", "last_name", "mailbox", "mail_domain");
        awaitMore(traffic, 20);
        traffic.stop();
        changeEmail(grace, "admiral@example.com");

        assertThat(traffic.disturbances()).isEmpty();
        System.out.println(new Checker(this::store, this::address).verify(traffic.acknowledged()));
        assertTableHoldsWhatIsShown();
        assertNobodyNoticed();
    }

    /** What the former release wrote is written again by the next one. */
    private void changeEmail(String customer, String email) {
        RawHttp customers = new RawHttp(URI.create(address("customers")));
        String body = new JsonObject().put("email", email).encode();
        assertThat(customers
                        .json("PUT", "/customers/" + customer + "/email", body)
                        .status())
                .isEqualTo(200);
    }

    /** A customer of the time when the event had one name. */
    private String registeredByTheFirstRelease(String name) {
        String id = "0190a1b2-0000-7000-8000-000000000001";
        String email = "grace@example.org";
        int words = name.lastIndexOf(' ');
        try (Tables tables = Tables.of(store("customers"))) {
            tables.write(
                    "WITH head AS (UPDATE journal_head SET position = position + 1 WHERE partition = ? RETURNING *),"
                            + " state AS (INSERT INTO customer (id, version, status, first_name, last_name, email)"
                            + " VALUES (?::uuid, 1, 'ACTIVE', ?, ?, ?))"
                            + " INSERT INTO journal (partition, position, event_id, aggregate_type, aggregate_id,"
                            + " version, type, schema_version, time, data) SELECT partition, position,"
                            + " gen_random_uuid(), 'customer', ?::uuid, 1, 'CustomerRegistered', 1, now(), ?::json"
                            + " FROM head",
                    Partitions.of(id, (int) tables.number("SELECT count(*) FROM journal_head")),
                    id,
                    name.substring(0, words),
                    name.substring(words + 1),
                    email,
                    id,
                    new JsonObject()
                            .put("customerId", id)
                            .put("name", name)
                            .put("email", email)
                            .encode());
        }
        return id;
    }

    /** Orders are placed and queries answered. */
    private void awaitMore(Traffic traffic, int orders) {
        int placed = traffic.ordersPlaced();
        int asked = traffic.queriesAnswered();
        await().atMost(PATIENCE)
                .until(() -> traffic.ordersPlaced() >= placed + orders && traffic.queriesAnswered() >= asked + orders);
    }

    private void startNextRelease() {
        Path migration = Path.of("src", "test", "resources", "next-customers").toAbsolutePath();
        String port = Integer.toString(URI.create(address("customers")).getPort());
        ForkedService next = ForkedService.run(
                "customers",
                "NextMain",
                migration + File.pathSeparator + System.getProperty("java.class.path"),
                variables("customers", port));
        services.put("customers", next);
        assertThat(next.address()).hasToString(address("customers"));
    }

    private void assertColumns(String... names) {
        try (Tables tables = Tables.of(store("customers"))) {
            assertThat(tables.rows(
                            row -> row.getString(1),
                            "SELECT column_name FROM information_schema.columns WHERE table_name = 'customer'"))
                    .containsExactlyInAnyOrder(names);
        }
    }

    /** Rows that the former release wrote, those that it wrote and the next one changed, and those of the next one. */
    private void assertTableHoldsWhatIsShown() {
        try (Tables tables = Tables.of(store("customers"))) {
            List<String> rows = tables.rows(
                    row -> row.getString(1),
                    "SELECT concat_ws(' ', id, given_name, last_name, mailbox || '@' || mail_domain, status)"
                            + " FROM customer ORDER BY id");
            assertThat(rows)
                    .hasSizeGreaterThan(10)
                    .contains("0190a1b2-0000-7000-8000-000000000001 Grace Brewster Hopper admiral@example.com ACTIVE")
                    .containsExactlyElementsOf(shownCustomers());
        }
    }

    private List<String> shownCustomers() {
        RawHttp query = new RawHttp(URI.create(address("query")));
        List<String> shown = new ArrayList<>();
        String cursor = "";
        do {
            JsonObject page = query.get("/customers?limit=200" + cursor).json();
            page.getJsonArray("items").forEach(item -> shown.add(row((JsonObject) item)));
            cursor = page.getString("next") == null ? "" : "&cursor=" + page.getString("next");
        } while (!cursor.isEmpty());
        shown.sort(Comparator.naturalOrder());
        return shown;
    }

    private static String row(JsonObject customer) {
        return Stream.of("id", "firstName", "lastName", "email", "status")
                .map(customer::getString)
                .collect(Collectors.joining(" "));
    }

    private void assertNobodyNoticed() throws Exception {
        for (String other : OTHERS) {
            assertThat(service(other).isRunning()).as(other).isTrue();
            assertThat(service(other).output()).as(other).doesNotContain(" ERROR ", "\tat ");
            assertThat(service(other).errors()).as(other).isEmpty();
        }
        JsonObject projections =
                new RawHttp(URI.create(address("query"))).get("/projections").json();
        assertThat(projections.getJsonArray("items"))
                .isNotEmpty()
                .allSatisfy(projection ->
                        assertThat(((JsonObject) projection).getString("state")).isEqualTo("running"));
        assertNoDeadLetters(projections);
    }

    private void assertNoDeadLetters(JsonObject projections) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(broker.uri("millrace"));
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            Stream<String> readModels = projections.getJsonArray("items").stream()
                    .map(projection -> "query." + ((JsonObject) projection).getString("name") + ".g1");
            for (String subscriber :
                    Stream.concat(Stream.of("inventory", "orders"), readModels).toList()) {
                assertThat(channel.messageCount(subscriber + ".dead"))
                        .as(subscriber)
                        .isZero();
            }
        }
    }

    private Map<String, String> variables(String service, String port) {
        return Map.of(
                store(service).startsWith("mongodb") ? "MILLRACE_MONGO_URI" : "MILLRACE_POSTGRES_URI",
                store(service),
                "MILLRACE_AMQP_URI",
                broker.uri(service),
                "MILLRACE_HTTP_HOST",
                "127.0.0.1",
                "MILLRACE_HTTP_PORT",
                port);
    }

    private String store(String service) {
        return Objects.requireNonNull(stores.get(service), service);
    }

    private ForkedService service(String name) {
        return Objects.requireNonNull(services.get(name), name);
    }

    private String address(String service) {
        return Objects.requireNonNull(addresses.get(service), service);
    }
}
