package io.millrace.loadtest;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.contracts.Event;
import io.millrace.embedded.EmbeddedPostgres;
import io.millrace.kit.journal.WriteStore;
import io.millrace.kit.lane.CommitListener;
import io.millrace.kit.lane.LaneLimits;
import io.millrace.kit.lane.Lanes;
import io.millrace.loadtest.Account.Command;
import io.millrace.runtime.Host;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/** What the measurements of both stores share: an event loop group, a folder for the server, and lanes on a store. */
final class Benchmark implements AutoCloseable {

    static final String HOT = "00000000-0000-7000-8000-000000000002";
    static final int CALLERS = 64;
    static final String PAYLOAD = "{\"text\": \"" + "x".repeat(270) + "\"}";

    final Vertx vertx = Host.eventLoops();
    final Path folder;

    Benchmark() throws Exception {
        this.folder = Files.createTempDirectory("millrace-limits");
    }

    LaneLoad load(WriteStore<Command, Account, Event> store, DoubleSupplier serverCpu) {
        MeterRegistry meters = new SimpleMeterRegistry();
        Lanes<Command, Account, Event> lanes = new Lanes<>(
                vertx,
                store.journal(),
                new Account.Rules(),
                constraint -> null,
                LaneLimits.DEFAULT,
                meters,
                CommitListener.NONE);
        return new LaneLoad(vertx, lanes, PAYLOAD, serverCpu, meters);
    }

    /** A PostgreSQL in a folder, which ends with this JVM at the latest. */
    static EmbeddedPostgres postgres(Path folder) {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, 0);
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::close, "postgres-stop"));
        return postgres;
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        await(vertx.close());
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
