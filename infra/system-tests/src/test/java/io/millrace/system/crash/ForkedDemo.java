package io.millrace.system.crash;

import io.millrace.system.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The demo as a process of its own, on free ports. */
final class ForkedDemo implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Pattern ADDRESS =
            Pattern.compile("^  (\\w+) +((?:http|postgresql|mongodb)://\\S+)", Pattern.MULTILINE);

    private final Process process;
    private final Path output;
    private final Map<String, String> addresses = new HashMap<>();

    private ForkedDemo(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Returns when everything is usable. */
    static ForkedDemo start(Path data) throws IOException {
        Path output = Files.createTempFile(data.getParent(), "demo-", ".log");
        List<String> command = JavaCommand.of("256m", "io.millrace.demo.Main");
        command.addAll(List.of("--free-ports", "--data", data.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        ForkedDemo demo = new ForkedDemo(process, output);
        try {
            demo.awaitReady();
            return demo;
        } catch (RuntimeException | Error e) {
            demo.kill();
            throw e;
        }
    }

    private void awaitReady() {
        Awaitility.await("the demo is ready")
                .atMost(START)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !process.isAlive() || output().contains("and then ask"));
        if (!process.isAlive()) {
            throw new AssertionError("The demo ended:\n" + output());
        }
        Matcher matcher = ADDRESS.matcher(output());
        while (matcher.find()) {
            addresses.put(matcher.group(1), matcher.group(2));
        }
    }

    /** The address of a service, or of {@code PostgreSQL} or {@code MongoDB}. */
    String address(String part) {
        String address = addresses.get(part);
        if (address == null) {
            throw new AssertionError("no address of " + part + " in\n" + output());
        }
        return address;
    }

    /** The other services' databases are found where that of customers is, or that of catalog. */
    String store(String service) {
        return List.of("catalog", "query").contains(service)
                ? address("MongoDB").replace("catalog", service)
                : address("PostgreSQL").replace("customers", service);
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** SIGKILL; what it started lives on. */
    void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** SIGTERM; the exit code. */
    int terminate() {
        process.destroy();
        return exitCode();
    }

    private int exitCode() {
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new AssertionError("The demo did not end:\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            terminate();
        }
    }
}
