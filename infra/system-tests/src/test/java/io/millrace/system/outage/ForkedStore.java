package io.millrace.system.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.system.process.JavaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A {@link StoreProcess} that is running. */
final class ForkedStore implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final String BROKER_HEAP = "192m";
    /** Opening what was written in half an hour of faults takes more than 192 MB. */
    private static final String MONGO_HEAP = "1g";

    private final Process process;

    private ForkedStore(Process process) {
        this.process = process;
    }

    /** Returns when it can be used. */
    static ForkedStore start(Path folder, String... arguments) {
        List<String> command = JavaCommand.of(
                arguments[0].equals(StoreProcess.MONGO) ? MONGO_HEAP : BROKER_HEAP, StoreProcess.class.getName());
        command.addAll(List.of(arguments));
        Path output = folder.resolve(arguments[0] + ".log");
        try {
            Files.createDirectories(folder);
            ForkedStore store = new ForkedStore(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start());
            Awaitility.await("the store is ready")
                    .atMost(START)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() ->
                            !store.process.isAlive() || Files.readString(output).contains(StoreProcess.READY));
            assertThat(store.process.isAlive()).as(Files.readString(output)).isTrue();
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
