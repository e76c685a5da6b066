package io.millrace.loadtest;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.contracts.Event;
import io.millrace.embedded.EmbeddedPostgres;
import io.millrace.kit.journal.StoreOptions;
import io.millrace.kit.journal.WriteStore;
import io.millrace.kit.journal.postgres.PostgresStore;
import io.millrace.kit.lane.LaneLimits;
import io.millrace.kit.lane.Lanes;
import io.millrace.loadtest.Account.Command;
import io.millrace.runtime.Host;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Commands through the lane beside pgbench on the same embedded PostgreSQL (fsync and synchronous_commit on), the two
 * interleaved round by round. Prints medians, ratios, and CPU time an operation. Needs {@code pgbench} on the path.
 *
 * <p>Arguments: seconds a stretch (5) and rounds (3).
 */
public final class Limits {

    private static final String HOT = "00000000-0000-7000-8000-000000000002";
    private static final int CALLERS = 64;
    private static final String PASSWORD = "limits";
    private static final String PAYLOAD = "{\"text\": \"" + "x".repeat(270) + "\"}";

    private final Map<String, List<Measured>> results = new LinkedHashMap<>();

    private Limits() {}

    public static void main(String[] args) throws Exception {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        new Limits().run(seconds, rounds);
        System.exit(0);
    }

    private void run(int seconds, int rounds) throws Exception {
        Path folder = Files.createTempDirectory("millrace-limits");
        Vertx vertx = Host.eventLoops();
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, 0)) {
            WriteStore<Command, Account, Event> one = store(vertx, server, "limits", 1);
            WriteStore<Command, Account, Event> four = store(vertx, server, "limits_four", 4);
            Pool pool = PgBuilder.pool()
                    .connectingTo(server.uri("limits"))
                    .using(vertx)
                    .build();
            await(pool.query(resource("/pgbench/schema.sql")).execute().eventually(pool::close));
            DoubleSupplier cpu = cpuOf(folder);
            LaneLoad lane = load(vertx, one, cpu);
            LaneLoad lanes = load(vertx, four, cpu);
            Pgbench pgbench = new Pgbench(server.port(), "limits", PASSWORD, PAYLOAD, cpu);
            System.out.println("warming up");
            lane.inserts(CALLERS, 2 * seconds);
            lane.hot(HOT, CALLERS, seconds);
            lanes.inserts(CALLERS, seconds);
            lane.inserts(1, seconds);
            for (int round = 1; round <= rounds; round++) {
                System.out.println("round " + round + " of " + rounds);
                measure("pgbench naive, 64 clients", () -> pgbench.run("naive", CALLERS, seconds));
                measure("one lane, inserts, 64 callers", () -> lane.inserts(CALLERS, seconds));
                measure("four lanes, inserts, 64 callers", () -> lanes.inserts(CALLERS, seconds));
                measure("four lanes, inserts, 256 callers", () -> lanes.inserts(4 * CALLERS, seconds));
                measure("pgbench one statement, 64 clients", () -> pgbench.run("statement", CALLERS, seconds));
                measure("pgbench naive on one row, 64 clients", () -> pgbench.run("naive_hot", CALLERS, seconds));
                measure("lane on one aggregate, 64 callers", () -> lane.hot(HOT, CALLERS, seconds));
                measure("pgbench one statement, 1 client", () -> pgbench.run("statement", 1, seconds));
                measure("one lane, inserts, 1 caller", () -> lane.inserts(1, seconds));
            }
            print();
            await(one.close());
            await(four.close());
        } finally {
            await(vertx.close());
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private static WriteStore<Command, Account, Event> store(
            Vertx vertx, EmbeddedPostgres server, String database, int partitions) throws Exception {
        server.service(database, PASSWORD);
        StoreOptions options = StoreOptions.of(server.uri(database)).withPartitions(partitions);
        PostgresStore<Command, Account, Event> definition = PostgresStore.of(Account.TABLE);
        return await(definition.open(vertx, "limits", new Account.Rules(), options));
    }

    private static LaneLoad load(Vertx vertx, WriteStore<Command, Account, Event> store, DoubleSupplier cpu) {
        MeterRegistry meters = new SimpleMeterRegistry();
        Lanes<Command, Account, Event> lanes = new Lanes<>(
                vertx,
                store.journal(),
                new Account.Rules(),
                constraint -> null,
                LaneLimits.DEFAULT,
                meters,
                partition -> {});
        return new LaneLoad(vertx, lanes, PAYLOAD, cpu, meters);
    }

    private void measure(String name, Callable<Measured> stretch) throws Exception {
        Measured measured = stretch.call();
        results.computeIfAbsent(name, first -> new ArrayList<>()).add(measured);
    }

    private void print() {
        System.out.printf(
                "%n%-38s %12s %10s %14s %14s %8s%n",
                "medians", "per second", "mean ms", "server us/op", "client us/op", "batch");
        results.forEach((name, runs) -> System.out.printf(
                Locale.ROOT,
                "%-38s %12.0f %10.3f %14.1f %14.1f %8.1f%n",
                name,
                median(runs, Measured::perSecond),
                median(runs, Measured::meanMillis),
                median(runs, Measured::serverMicros),
                median(runs, Measured::clientMicros),
                median(runs, Measured::batch)));
        System.out.printf(
                Locale.ROOT,
                "%nlane against naive transaction      %6.1f times (at least 5)%n",
                rate("one lane, inserts, 64 callers") / rate("pgbench naive, 64 clients"));
        System.out.printf(
                Locale.ROOT,
                "one aggregate against one row       %6.1f times (at least 30)%n",
                rate("lane on one aggregate, 64 callers") / rate("pgbench naive on one row, 64 clients"));
        System.out.printf(
                Locale.ROOT,
                "a lone command against one statement %+.3f ms (at most +0.3)%n",
                median(of("one lane, inserts, 1 caller"), Measured::meanMillis)
                        - median(of("pgbench one statement, 1 client"), Measured::meanMillis));
    }

    private List<Measured> of(String name) {
        return results.getOrDefault(name, List.of());
    }

    private double rate(String name) {
        return median(of(name), Measured::perSecond);
    }

    private static double median(List<Measured> runs, ToDoubleFunction<Measured> figure) {
        double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }

    private static DoubleSupplier cpuOf(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            Path pidFile = files.filter(file -> file.endsWith("postmaster.pid"))
                    .findFirst()
                    .orElseThrow();
            long pid = Long.parseLong(Files.readAllLines(pidFile).get(0).strip());
            return () -> CpuTime.server(pid);
        }
    }

    private static String resource(String name) throws Exception {
        try (InputStream in = Limits.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
