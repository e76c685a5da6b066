package io.millrace.loadtest;

import static io.millrace.loadtest.Benchmark.CALLERS;
import static io.millrace.loadtest.Benchmark.HOT;
import static io.millrace.loadtest.Benchmark.PAYLOAD;
import static io.millrace.loadtest.Benchmark.await;

import io.millrace.contracts.Event;
import io.millrace.embedded.EmbeddedMongo;
import io.millrace.kit.journal.StoreOptions;
import io.millrace.kit.journal.WriteStore;
import io.millrace.kit.journal.mongo.MongoStore;
import io.millrace.loadtest.Account.Command;
import java.util.List;
import java.util.Locale;

/**
 * Commands through the lane beside inserts of one document a command, on the same embedded MongoDB protocol server with a
 * file, the two interleaved round by round. The server is in this process: the caller's CPU time is all there is.
 */
final class MongoLimits {

    private final Medians medians = new Medians();
    private final Benchmark benchmark;

    private MongoLimits(Benchmark benchmark) {
        this.benchmark = benchmark;
    }

    static void run(int seconds, int rounds) throws Exception {
        try (Benchmark benchmark = new Benchmark();
                EmbeddedMongo server = EmbeddedMongo.start(benchmark.folder, 0);
                MongoInserts naive = new MongoInserts(benchmark.vertx, uri(server, "naive"), CALLERS, PAYLOAD)) {
            new MongoLimits(benchmark).run(server, naive, seconds, rounds);
        }
    }

    private void run(EmbeddedMongo server, MongoInserts naive, int seconds, int rounds) throws Exception {
        WriteStore<Command, Account, Event> one = store(server, "limits", 1);
        WriteStore<Command, Account, Event> four = store(server, "limits_four", 4);
        LaneLoad lane = benchmark.load(one, () -> 0);
        LaneLoad lanes = benchmark.load(four, () -> 0);
        System.out.println("MongoDB: warming up");
        naive.run(CALLERS, 3 * seconds);
        lane.inserts(CALLERS, 3 * seconds);
        lane.hot(HOT, CALLERS, seconds);
        lanes.inserts(CALLERS, seconds);
        for (int round = 1; round <= rounds; round++) {
            System.out.println("MongoDB: round " + round + " of " + rounds);
            medians.measure("one document a command, 64 callers", () -> naive.run(CALLERS, seconds));
            medians.measure("one lane, inserts, 64 callers", () -> lane.inserts(CALLERS, seconds));
            medians.measure("four lanes, inserts, 64 callers", () -> lanes.inserts(CALLERS, seconds));
            medians.measure("four lanes, inserts, 256 callers", () -> lanes.inserts(4 * CALLERS, seconds));
            medians.measure("lane on one aggregate, 64 callers", () -> lane.hot(HOT, CALLERS, seconds));
            medians.measure("one document a command, 1 caller", () -> naive.run(1, seconds));
            medians.measure("one lane, inserts, 1 caller", () -> lane.inserts(1, seconds));
        }
        print();
        await(one.close());
        await(four.close());
    }

    private WriteStore<Command, Account, Event> store(EmbeddedMongo server, String database, int partitions)
            throws Exception {
        StoreOptions options = StoreOptions.of(uri(server, database)).withPartitions(partitions);
        MongoStore<Command, Account, Event> definition = MongoStore.of(Account.DOCUMENTS, List.of());
        return await(definition.open(benchmark.vertx, "limits", new Account.Rules(), options));
    }

    private static String uri(EmbeddedMongo server, String database) {
        server.service(database, "limits");
        return server.uri(database);
    }

    private void print() {
        medians.print();
        System.out.printf(
                Locale.ROOT,
                "lane against one document a command %6.1f times (at least 3)%n",
                medians.ratio("one lane, inserts, 64 callers", "one document a command, 64 callers"));
    }
}
