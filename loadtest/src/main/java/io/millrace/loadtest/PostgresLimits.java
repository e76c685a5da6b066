package io.millrace.loadtest;

import static io.millrace.loadtest.Benchmark.CALLERS;
import static io.millrace.loadtest.Benchmark.HOT;
import static io.millrace.loadtest.Benchmark.PAYLOAD;
import static io.millrace.loadtest.Benchmark.await;

import io.millrace.contracts.Event;
import io.millrace.embedded.EmbeddedPostgres;
import io.millrace.kit.journal.StoreOptions;
import io.millrace.kit.journal.WriteStore;
import io.millrace.kit.journal.postgres.PostgresStore;
import io.millrace.loadtest.Account.Command;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/**
 * Commands through the lane beside pgbench on the same embedded PostgreSQL (fsync and synchronous_commit on), the two
 * interleaved round by round. Needs {@code pgbench} on the path.
 */
final class PostgresLimits {

    private static final String PASSWORD = "limits";

    private final Medians medians = new Medians();
    private final Benchmark benchmark;

    private PostgresLimits(Benchmark benchmark) {
        this.benchmark = benchmark;
    }

    static void run(int seconds, int rounds) throws Exception {
        try (Benchmark benchmark = new Benchmark();
                EmbeddedPostgres server = Benchmark.postgres(benchmark.folder)) {
            new PostgresLimits(benchmark).run(server, seconds, rounds);
        }
    }

    private void run(EmbeddedPostgres server, int seconds, int rounds) throws Exception {
        WriteStore<Command, Account, Event> one = store(server, "limits", 1);
        WriteStore<Command, Account, Event> four = store(server, "limits_four", 4);
        Pool pool = PgBuilder.pool()
                .connectingTo(server.uri("limits"))
                .using(benchmark.vertx)
                .build();
        await(pool.query(resource("/pgbench/schema.sql")).execute().eventually(pool::close));
        DoubleSupplier cpu = CpuTime.ofPostgres(benchmark.folder);
        LaneLoad lane = benchmark.load(one, cpu);
        LaneLoad lanes = benchmark.load(four, cpu);
        Pgbench pgbench = new Pgbench(server.port(), "limits", PASSWORD, PAYLOAD, cpu);
        System.out.println("PostgreSQL: warming up");
        lane.inserts(CALLERS, 2 * seconds);
        lane.hot(HOT, CALLERS, seconds);
        lanes.inserts(CALLERS, seconds);
        lane.inserts(1, seconds);
        for (int round = 1; round <= rounds; round++) {
            System.out.println("PostgreSQL: round " + round + " of " + rounds);
            medians.measure("pgbench naive, 64 clients", () -> pgbench.run("naive", CALLERS, seconds));
            medians.measure("one lane, inserts, 64 callers", () -> lane.inserts(CALLERS, seconds));
            medians.measure("four lanes, inserts, 64 callers", () -> lanes.inserts(CALLERS, seconds));
            medians.measure("four lanes, inserts, 256 callers", () -> lanes.inserts(4 * CALLERS, seconds));
            medians.measure("pgbench one statement, 64 clients", () -> pgbench.run("statement", CALLERS, seconds));
            medians.measure("pgbench naive on one row, 64 clients", () -> pgbench.run("naive_hot", CALLERS, seconds));
            medians.measure("lane on one aggregate, 64 callers", () -> lane.hot(HOT, CALLERS, seconds));
            medians.measure("pgbench one statement, 1 client", () -> pgbench.run("statement", 1, seconds));
            medians.measure("one lane, inserts, 1 caller", () -> lane.inserts(1, seconds));
        }
        print();
        await(one.close());
        await(four.close());
    }

    private WriteStore<Command, Account, Event> store(EmbeddedPostgres server, String database, int partitions)
            throws Exception {
        server.service(database, PASSWORD);
        StoreOptions options = StoreOptions.of(server.uri(database)).withPartitions(partitions);
        PostgresStore<Command, Account, Event> definition = PostgresStore.of(Account.TABLE);
        return await(definition.open(benchmark.vertx, "limits", new Account.Rules(), options));
    }

    private void print() {
        medians.print();
        System.out.printf(
                Locale.ROOT,
                "lane against naive transaction      %6.1f times (at least 5)%n",
                medians.ratio("one lane, inserts, 64 callers", "pgbench naive, 64 clients"));
        System.out.printf(
                Locale.ROOT,
                "one aggregate against one row       %6.1f times (at least 30)%n",
                medians.ratio("lane on one aggregate, 64 callers", "pgbench naive on one row, 64 clients"));
        System.out.printf(
                Locale.ROOT,
                "a lone command against one statement %+.3f ms (at most +0.3)%n",
                medians.of("one lane, inserts, 1 caller", Measured::meanMillis)
                        - medians.of("pgbench one statement, 1 client", Measured::meanMillis));
    }

    static String resource(String name) throws Exception {
        try (InputStream in = PostgresLimits.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
