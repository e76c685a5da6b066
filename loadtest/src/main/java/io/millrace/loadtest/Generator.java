package io.millrace.loadtest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hyperfoil in a process of its own, for all its runs: each connection sends its next request when the last one is answered.
 */
final class Generator implements AutoCloseable {

    private static final Pattern SEEN = Pattern.compile("good (\\d+) others (\\d+) p50 (\\d+) p99 (\\d+) cpu (\\d+)");
    private static final int START_AND_END_SECONDS = 60;

    private final Path folder;
    private final Process process;
    private final BufferedReader output;

    /**
     * Takes the generator from the system property {@code millrace.generator}.
     *
     * @throws IllegalStateException when that does not name its jar
     */
    Generator(Path folder) throws IOException {
        this.folder = folder;
        this.process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-jar",
                        jar().toString()))
                .redirectErrorStream(true)
                .start();
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Of the load generators, with all that they need named in it. */
    static Path jar() {
        String named = System.getProperty("millrace.generator");
        if (named == null || !Files.exists(Path.of(named))) {
            throw new IllegalStateException("millrace.generator must name the jar of loadtest/generator, not " + named);
        }
        return Path.of(named);
    }

    /**
     * As many answers as connections got in so many seconds.
     *
     * @param steps of a scenario, as Hyperfoil's files have them
     * @throws IllegalStateException when an answer was not 2xx
     */
    Measured run(int port, int connections, int seconds, String steps, DoubleSupplier serverCpu)
            throws IOException, InterruptedException {
        double before = serverCpu.getAsDouble();
        Matcher seen = run(port, connections, "always", "users: " + connections, seconds, steps);
        double good = Double.parseDouble(seen.group(1));
        if (good == 0 || !seen.group(2).equals("0")) {
            throw new IllegalStateException("answers other than 2xx: " + seen.group());
        }
        return new Measured(
                good / seconds,
                1000.0 * connections * seconds / good,
                (serverCpu.getAsDouble() - before) * 1e6 / good,
                Double.parseDouble(seen.group(5)) / good,
                1);
    }

    /** Sends so many requests a second, which add less to a system than as many as it answers, and tells nothing. */
    void warmUp(int port, int perSecond, int seconds, String steps) throws IOException, InterruptedException {
        Matcher seen = run(port, perSecond, "constantRate", "usersPerSec: " + perSecond, seconds, steps);
        if (!seen.group(2).equals("0")) {
            throw new IllegalStateException("answers other than 2xx: " + seen.group());
        }
    }

    private Matcher run(int port, int connections, String phase, String users, int seconds, String steps)
            throws IOException {
        Path file = Files.createTempFile(folder, "benchmark-", ".yaml");
        Files.writeString(file, """
                name: limits
                threads: 1
                http:
                  host: http://127.0.0.1:%d
                  sharedConnections: %d
                phases:
                - run:
                    %s:
                      %s
                      duration: %ds
                      scenario:
                      - steps:
                %s""".formatted(port, connections, phase, users, seconds, steps.indent(10)));
        return runFile(file, seconds);
    }

    private Matcher runFile(Path file, int seconds) throws IOException {
        Writer input = process.outputWriter(StandardCharsets.UTF_8);
        input.write(file + "\n");
        input.flush();
        CompletableFuture<Void> late = CompletableFuture.runAsync(
                process::destroyForcibly,
                CompletableFuture.delayedExecutor(seconds + START_AND_END_SECONDS, TimeUnit.SECONDS));
        try {
            StringBuilder said = new StringBuilder();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                Matcher seen = SEEN.matcher(line);
                if (seen.find()) {
                    return seen;
                }
                said.append(line).append('\n');
            }
            throw new IOException("the generator ended; it said: " + said);
        } finally {
            late.cancel(false);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
