package io.millrace.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.junit.MongoServer;
import io.millrace.embedded.junit.PostgresServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.kit.testing.AtOnce;
import io.millrace.kit.testing.JournalReader;
import io.millrace.kit.testing.ServiceUnderTest;
import io.millrace.runtime.http.testing.RawHttp;
import io.millrace.runtime.http.testing.RawHttp.Answer;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithInfrastructure
class ProcessIT {

    private static final String NOWHERE = "://nobody:secret-word@127.0.0.1:1/nothing";

    private final PostgresServer postgres;
    private final MongoServer mongo;

    ProcessIT(PostgresServer postgres, MongoServer mongo) {
        this.postgres = postgres;
        this.mongo = mongo;
    }

    @ParameterizedTest
    @ValueSource(strings = {"customers", "catalog", "inventory", "orders"})
    void runsUntilItIsToldToStopAndCallsThatSuccess(String service) {
        try (ForkedService process = ForkedService.run(service, variables(freshStore(service)))) {
            RawHttp http = new RawHttp(process.address());
            assertThat(http.get("/health/ready").status()).isEqualTo(200);

            process.terminate();
            assertThat(process.exitCode()).isZero();
            assertThat(process.output()).contains(service + " has stopped").doesNotContain("did not stop in order");
        }
    }

    @Test
    void losesNothingThatItAcknowledgedWhenItIsToldToStopDuringABurst() {
        String database = postgres.freshUri("customers");
        try (ForkedService process = ForkedService.run("customers", variables(database));
                JournalReader journal = JournalReader.of("customers", database)) {
            RawHttp http = new RawHttp(process.address());
            Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
            Queue<Answer> refused = new ConcurrentLinkedQueue<>();
            CompletableFuture<List<Integer>> burst = CompletableFuture.supplyAsync(
                    () -> AtOnce.each(8, caller -> registerUntilItStops(http, acknowledged, refused)));
            Awaitility.await().until(() -> acknowledged.size() > 100);

            process.terminate();
            assertThat(process.exitCode()).isZero();
            assertThat(burst.join()).hasSize(8);
            assertThat(refused).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(503));
            List<String> written = journal.entries().stream()
                    .map(JournalReader.Entry::aggregateId)
                    .toList();
            assertThat(written).containsAll(acknowledged).hasSize(acknowledged.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"customers", "catalog", "inventory", "orders", "query"})
    void saysWhatIsMissing(String service) {
        try (ForkedService process = ForkedService.run(service, Map.of())) {
            assertThat(process.exitCode()).isEqualTo(2);
            assertThat(process.errors())
                    .contains("MILLRACE_AMQP_URI: is missing")
                    .contains(isOnMongo(service) ? "MILLRACE_MONGO_URI" : "MILLRACE_POSTGRES_URI");
        }
    }

    @Test
    void saysEverythingThatIsWrongAtOnceAndNoSecret() {
        Map<String, String> wrong = Map.of(
                "MILLRACE_POSTGRES_URI", "mysql://root:secret-word@db/orders",
                "MILLRACE_AMQP_URI", "amqp://guest:secret-word@broker",
                "MILLRACE_HTTP_PORT", "eighty",
                "MILLRACE_PARTITIONS", "0",
                "MILLRACE_AMQP_QUEUES", "fast",
                "MILLRACE_HTTP_DRAIN", "10 years",
                "MILLRACE_HTP_HOST", "localhost");
        try (ForkedService process = ForkedService.run("orders", wrong)) {
            assertThat(process.exitCode()).isEqualTo(2);
            assertThat(process.errors())
                    .contains("MILLRACE_POSTGRES_URI: must be an address such as postgresql://host:port/name")
                    .contains("MILLRACE_HTTP_PORT: must be a whole number from 0 to 65535, was \"eighty\"")
                    .contains("MILLRACE_PARTITIONS: must be a whole number from 1 to 64, was \"0\"")
                    .contains("MILLRACE_AMQP_QUEUES: must be one of auto, quorum, classic, was \"fast\"")
                    .contains("MILLRACE_HTTP_DRAIN")
                    .contains("MILLRACE_HTP_HOST: is not a known setting; did you mean MILLRACE_HTTP_HOST?")
                    .doesNotContain("secret-word")
                    .doesNotContain("\tat ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"catalog", "inventory"})
    void saysInOneLineThatItsDatabaseIsNotThere(String service) {
        String nowhere = (isOnMongo(service) ? "mongodb" : "postgresql") + NOWHERE;
        try (ForkedService process = ForkedService.run(service, variables(nowhere))) {
            assertThat(process.exitCode()).isEqualTo(1);
            assertThat(process.errors().strip().lines())
                    .singleElement()
                    .asString()
                    .startsWith(service + " could not start: ")
                    .contains("127.0.0.1:1")
                    .doesNotContain("secret-word");
        }
    }

    @Test
    void saysInOneLineThatItsPortIsTaken() {
        try (ForkedService first = ForkedService.run("customers", variables(postgres.freshUri("customers")))) {
            Map<String, String> same = new HashMap<>(variables(postgres.freshUri("customers")));
            same.put("MILLRACE_HTTP_PORT", Integer.toString(first.address().getPort()));
            try (ForkedService second = ForkedService.run("customers", same)) {
                assertThat(second.exitCode()).isEqualTo(1);
                assertThat(second.errors().strip().lines())
                        .singleElement()
                        .asString()
                        .startsWith("customers could not start: ")
                        .contains(same.get("MILLRACE_HTTP_PORT"));
            }
        }
    }

    private static int registerUntilItStops(RawHttp http, Queue<String> acknowledged, Queue<Answer> refused) {
        int count = 0;
        List<UncheckedIOException> gone = new ArrayList<>();
        while (gone.isEmpty()) {
            try {
                Answer answer = http.json("POST", "/customers", registration());
                if (answer.status() == 201) {
                    acknowledged.add(answer.json().getString("id"));
                    count++;
                } else {
                    refused.add(answer);
                }
            } catch (UncheckedIOException stopped) {
                gone.add(stopped);
            }
        }
        return count;
    }

    private static String registration() {
        return new JsonObject()
                .put("firstName", "Ada")
                .put("lastName", "Lovelace")
                .put("email", UUID.randomUUID() + "@example.org")
                .encode();
    }

    private String freshStore(String service) {
        return isOnMongo(service) ? mongo.freshUri(service) : postgres.freshUri(service);
    }

    private static boolean isOnMongo(String service) {
        return service.equals("catalog") || service.equals("query");
    }

    private static Map<String, String> variables(String database) {
        return Map.of(
                database.startsWith("mongodb") ? "MILLRACE_MONGO_URI" : "MILLRACE_POSTGRES_URI",
                database,
                "MILLRACE_AMQP_URI",
                ServiceUnderTest.NO_BROKER,
                "MILLRACE_HTTP_HOST",
                "127.0.0.1",
                "MILLRACE_HTTP_PORT",
                "0");
    }
}
