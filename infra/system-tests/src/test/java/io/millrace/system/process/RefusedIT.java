package io.millrace.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.BrokerAccount;
import io.millrace.embedded.EmbeddedBroker;
import io.millrace.embedded.EmbeddedMongo;
import io.millrace.embedded.junit.PostgresServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.kit.testing.ServiceUnderTest;
import io.millrace.runtime.http.testing.RawHttp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A service whose account may too little: it says what, once, in a line, and does what it can. */
@WithInfrastructure
class RefusedIT {

    /** It goes on trying all the time. */
    private static final Duration A_FEW_TRIES = Duration.ofSeconds(3);

    private static final String STACK_TRACE = "\tat ";

    private final PostgresServer postgres;

    RefusedIT(PostgresServer postgres) {
        this.postgres = postgres;
    }

    @Test
    void mayNotListenToASourceThatItFollows() {
        BrokerAccount account = BrokerAccount.service("orders", "river", List.of("customers", "inventory"));
        try (EmbeddedBroker broker = EmbeddedBroker.start(null, 0, List.of(account));
                ForkedService orders = ForkedService.run("orders", onPostgres("orders", broker.uri("orders")))) {
            RawHttp http = new RawHttp(orders.address());
            String refusal = "ACCESS_REFUSED - read access to exchange 'catalog.";
            said(orders, refusal + "events' refused for user 'orders'");

            assertThat(http.get("/health/ready").status()).isEqualTo(200);
            assertThat(orders.output().lines().filter(line -> line.contains(refusal)))
                    .as("one line for the queue, one for replays")
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line).contains("WARN").contains("waits for the broker"));
            assertThat(orders.output()).doesNotContain(STACK_TRACE);
        }
    }

    @Test
    void isNotLetInByTheBroker() {
        BrokerAccount account = BrokerAccount.service("customers", "river", List.of());
        try (EmbeddedBroker broker = EmbeddedBroker.start(null, 0, List.of(account));
                ForkedService customers = ForkedService.run(
                        "customers",
                        onPostgres("customers", broker.uri("customers").replace("river", "sea")))) {
            RawHttp http = new RawHttp(customers.address());
            String refusal = "cannot connect to the broker (login refused";
            said(customers, refusal);

            assertThat(http.get("/health/ready").status()).isEqualTo(200);
            assertThat(customers.output().lines().filter(line -> line.contains(refusal)))
                    .hasSize(1);
            assertThat(customers.output()).doesNotContain(STACK_TRACE).doesNotContain("sea");
        }
    }

    @Test
    void doesNotStartWithoutItsDatabase() {
        String wrong = postgres.freshUri("inventory").replaceFirst(":[^:@/]+@", ":sea@");
        Map<String, String> variables = variables("POSTGRES", wrong, ServiceUnderTest.NO_BROKER);
        try (ForkedService inventory = ForkedService.run("inventory", variables)) {
            assertThat(inventory.exitCode()).isEqualTo(1);
            assertThat(inventory.errors().strip().lines())
                    .singleElement()
                    .asString()
                    .startsWith("inventory could not start: ")
                    .contains("password authentication failed")
                    .doesNotContain("sea");
        }
    }

    @Test
    void mayNotOpenItsReadModels() {
        BrokerAccount account = BrokerAccount.service("query", "river", List.of());
        try (EmbeddedBroker broker = EmbeddedBroker.start(null, 0, List.of(account));
                EmbeddedMongo mongo = EmbeddedMongo.start(null, 0)) {
            mongo.service("catalog", "river");
            String foreign = "mongodb://catalog:river@127.0.0.1:" + mongo.port() + "/query?authSource=catalog";
            try (ForkedService query = ForkedService.run("query", variables("MONGO", foreign, broker.uri("query")))) {
                String refusal = "not authorized on query";
                said(query, refusal);

                assertThat(query.output().lines().filter(line -> line.contains(refusal)))
                        .allSatisfy(line -> assertThat(line).contains("WARN"))
                        .map(line -> line.substring(line.indexOf("WARN")))
                        .as("each part that waits says so once")
                        .doesNotHaveDuplicates();
                assertThat(query.output()).doesNotContain(STACK_TRACE);
            }
        }
    }

    private static void said(ForkedService service, String what) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .during(A_FEW_TRIES)
                .untilAsserted(() -> assertThat(service.output()).contains(what));
    }

    private Map<String, String> onPostgres(String service, String broker) {
        return variables("POSTGRES", postgres.freshUri(service), broker);
    }

    private static Map<String, String> variables(String store, String database, String broker) {
        return Map.of(
                "MILLRACE_" + store + "_URI",
                database,
                "MILLRACE_AMQP_URI",
                broker,
                "MILLRACE_HTTP_HOST",
                "127.0.0.1",
                "MILLRACE_HTTP_PORT",
                "0");
    }
}
