package io.millrace.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** One service's main in a JVM of its own, set up by nothing but these variables. */
public final class ForkedService implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration END = Duration.ofSeconds(40);
    /** No more than the containers have. */
    private static final String HEAP = "128m";

    private static final String QUERY_HEAP = "192m";
    private static final Pattern PORT = Pattern.compile("listens on port (\\d+)");

    private final Process process;
    private final Path output;
    private final Path errors;
    private final boolean kept;

    private ForkedService(Process process, Path output, Path errors, boolean kept) {
        this.process = process;
        this.output = output;
        this.errors = errors;
        this.kept = kept;
    }

    /** Starts it; returns at once. */
    public static ForkedService run(String service, Map<String, String> variables, String... arguments) {
        return run(service, mainOf(service), variables, arguments);
    }

    /** Starts it; returns at once. What it prints stays in that folder. */
    public static ForkedService runIn(Path folder, String service, Map<String, String> variables) {
        try {
            return start(
                    mainOf(service),
                    variables,
                    Files.createTempFile(folder, service + "-", ".out"),
                    Files.createTempFile(folder, service + "-", ".err"),
                    true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> mainOf(String service) {
        return JavaCommand.of(service.equals("query") ? QUERY_HEAP : HEAP, "io.millrace." + service + ".Main");
    }

    /** Another build of a service: its main class, and the class path that its process gets. */
    static ForkedService run(String service, String main, String classPath, Map<String, String> variables) {
        return run(service, JavaCommand.of(HEAP, classPath, "io.millrace." + service + "." + main), variables);
    }

    private static ForkedService run(
            String service, List<String> command, Map<String, String> variables, String... arguments) {
        command.addAll(List.of(arguments));
        try {
            return start(
                    command,
                    variables,
                    Files.createTempFile(service + "-", ".out"),
                    Files.createTempFile(service + "-", ".err"),
                    false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ForkedService start(
            List<String> command, Map<String, String> variables, Path output, Path errors, boolean kept)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MILLRACE_"));
        builder.environment().putAll(variables);
        return new ForkedService(builder.start(), output, errors, kept);
    }

    /** Where it listens, once it is ready. */
    public URI address() {
        awaitReady();
        Matcher port = PORT.matcher(output());
        assertThat(port.find()).as(output() + errors()).isTrue();
        return URI.create("http://127.0.0.1:" + port.group(1));
    }

    /** Returns when it can be used. */
    public void awaitReady() {
        Awaitility.await("the service is ready")
                .atMost(START)
                .until(() -> !process.isAlive() || output().contains("is ready"));
        assertThat(process.isAlive()).as(output() + errors()).isTrue();
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** Asks it to end, as a supervisor does. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** Sends it a signal such as {@code STOP}. */
    public void signal(String signal) {
        try {
            int code = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            assertThat(code).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public int exitCode() {
        try {
            assertThat(process.waitFor(END.toSeconds(), TimeUnit.SECONDS))
                    .as("ends in time: " + output())
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        return process.exitValue();
    }

    public String output() {
        return text(output);
    }

    public String errors() {
        return text(errors);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        if (!kept) {
            output.toFile().delete();
            errors.toFile().delete();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
