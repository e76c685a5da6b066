package io.millrace.embedded;

import static io.millrace.embedded.junit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.millrace.embedded.junit.WithVertx;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.MongoClient;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@WithVertx
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("own-servers")
class KilledProcessIT {
    private static final int WRITES_BEFORE_THE_KILL = 150;

    @TempDir
    Path folder;

    @AfterEach
    void leaveNoServerBehind() {
        new PostgresFolder(folder.resolve("postgres")).postmaster().kill();
    }

    @Test
    void losesNothingThatWasAcknowledged(Vertx vertx) throws Exception {
        Map<String, Integer> acknowledged = killAmidWrites();
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder.resolve("postgres"), 0)) {
            server.service("orders", "river");
            assertThat(numbersInPostgres(server)).isGreaterThanOrEqualTo(acknowledged.get("postgres"));
        }
        try (EmbeddedBroker server = EmbeddedBroker.start(folder.resolve("broker"), 0, Victim.ACCOUNTS)) {
            assertThat(numbersInBroker(server)).isGreaterThanOrEqualTo(acknowledged.get("broker"));
        }
        try (EmbeddedMongo server = EmbeddedMongo.start(folder.resolve("mongo"), 0)) {
            assertThat(numbersInMongo(vertx, server)).isGreaterThanOrEqualTo(acknowledged.get("mongo"));
        }
    }

    private Map<String, Integer> killAmidWrites() throws IOException, InterruptedException {
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        folder.toString())
                .redirectError(new File(folder.toFile(), "victim.log"))
                .start();
        Map<String, Integer> acknowledged = new HashMap<>();
        try (BufferedReader lines = victim.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                assertThat(line).doesNotStartWith("failed");
                note(line, acknowledged);
                if (acknowledged.size() == 3
                        && acknowledged.values().stream().allMatch(n -> n > WRITES_BEFORE_THE_KILL)) {
                    victim.toHandle().destroyForcibly(); // leaves what it already said readable
                }
            }
        } finally {
            victim.destroyForcibly().waitFor();
        }
        assertThat(acknowledged).hasSize(3);
        return acknowledged;
    }

    private static void note(String line, Map<String, Integer> acknowledged) {
        String[] words = line.split(" ", 2);
        if (words.length == 2 && words[1].matches("\\d+")) {
            acknowledged.put(words[0], Integer.parseInt(words[1]));
        }
    }

    private static int numbersInPostgres(EmbeddedPostgres server) throws Exception {
        try (Connection connection = Victim.postgres(server);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(distinct n) from numbers")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static int numbersInBroker(EmbeddedBroker server) throws Exception {
        Channel channel = Victim.channel(server);
        int numbers = 0;
        for (GetResponse next = channel.basicGet("numbers", true);
                next != null;
                next = channel.basicGet("numbers", true)) {
            numbers++;
        }
        channel.getConnection().close();
        return numbers;
    }

    private static int numbersInMongo(Vertx vertx, EmbeddedMongo server) {
        MongoClient client = Victim.mongo(vertx, server);
        long numbers = await(client.count("numbers", new JsonObject()))
                + await(client.count(Victim.RENAMED, new JsonObject()));
        await(client.close());
        return (int) numbers;
    }
}
