package io.millrace.kit;

import static io.millrace.embedded.junit.Futures.await;
import static io.millrace.kit.membership.MemberProcess.freshId;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.CustomerEvent.CustomerRenamed;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import io.millrace.embedded.junit.MongoServer;
import io.millrace.embedded.junit.PostgresServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.membership.MemberCommand.Join;
import io.millrace.kit.membership.MemberProcess;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The same service twice, each in a JVM of its own, on one database and the same few aggregates. */
@WithInfrastructure
@WithVertx
class TwoProcessesIT {

    private static final int COMMANDS = 240;

    @Test
    void writeTheSameAggregatesInPostgresWithoutLosingOrRepeatingAnything(Vertx vertx, PostgresServer postgres)
            throws IOException, InterruptedException {
        writeTheSame(vertx, postgres.freshUri("members"));
    }

    @Test
    void writeTheSameAggregatesInMongoWithoutLosingOrRepeatingAnything(Vertx vertx, MongoServer mongo)
            throws IOException, InterruptedException {
        writeTheSame(vertx, mongo.freshUri("members"));
    }

    private static void writeTheSame(Vertx vertx, String uri) throws IOException, InterruptedException {
        List<String> told = new ArrayList<>();
        List<String> held;
        try (MemberProcess process = MemberProcess.start(vertx, uri)) {
            List<String> members = Stream.of(0, 0, 1).map(process::idIn).toList();
            members.forEach(id -> await(process.submit(new Join(id, "Ann", freshId()))));
            Process one = writer(uri, "one ", members);
            Process other = writer(uri, "other ", members);
            told.addAll(output(one));
            told.addAll(output(other));
            held = journal(process);
        }

        assertThat(told).hasSize(2 * COMMANDS);
        assertThat(held).containsExactlyInAnyOrderElementsOf(told);
    }

    private static Process writer(String uri, String prefix, List<String> members) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                MemberWriter.class.getName(),
                uri,
                prefix,
                Integer.toString(COMMANDS)));
        command.addAll(members);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static List<String> output(Process writer) throws IOException, InterruptedException {
        try (BufferedReader output = writer.inputReader(StandardCharsets.UTF_8)) {
            List<String> told =
                    output.lines().filter(line -> line.startsWith("told ")).toList();
            assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(writer.exitValue()).isZero();
            return told;
        } finally {
            writer.destroyForcibly();
        }
    }

    /** The renames as the writers tell of them; positions must be dense and versions without gaps on the way. */
    private static List<String> journal(MemberProcess process) {
        List<String> renames = new ArrayList<>();
        Map<String, Long> versions = new HashMap<>();
        for (int partition = 0; partition < process.journal.partitions(); partition++) {
            long position = 0;
            for (EventEnvelope event : await(process.journal.read(partition, 0, 10_000))) {
                assertThat(event.position()).isEqualTo(++position);
                assertThat(event.aggregateVersion()).isEqualTo(versions.merge(event.aggregateId(), 1L, Long::sum));
                if (EventTypes.decode(event).orElseThrow() instanceof CustomerRenamed renamed) {
                    renames.add("told " + partition + " " + position + " " + event.aggregateId() + " "
                            + event.aggregateVersion() + " " + renamed.firstName());
                }
            }
        }
        return renames;
    }
}
