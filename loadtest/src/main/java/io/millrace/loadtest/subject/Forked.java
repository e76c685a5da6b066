package io.millrace.loadtest.subject;

import io.millrace.loadtest.shop.CannotGoOn;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** A main class of this class path in a JVM of its own. Its methods block. */
final class Forked implements AutoCloseable {

    private static final int START_SECONDS = 90;
    private static final int STOP_SECONDS = 20;
    /** Ctrl-C reaches every process of a terminal: one that is stopping by it is not to be told twice. */
    private static final int CTRL_C_MILLIS = 500;

    private static final int KEPT_LINES = 50;

    /** Tests name the packaged jar: their own class path holds what the manifests of jars name, too, and so twice. */
    private static final String CLASS_PATH =
            System.getProperty("millrace.loadtest.jar", System.getProperty("java.class.path"));

    private final String name;
    private final Process process;
    private final CompletableFuture<List<String>> started = new CompletableFuture<>();
    private final Deque<String> last = new ArrayDeque<>();

    private Forked(String name, Process process, Predicate<String> ready) {
        this.name = name;
        this.process = process;
        Thread reader = new Thread(() -> read(ready), name + "-output");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts it; returns at once.
     *
     * @param ready which line of its output says that it can be used
     * @param heap as {@code -Xmx} has it
     */
    static Forked start(
            String name,
            Predicate<String> ready,
            String heap,
            Map<String, String> variables,
            String mainClass,
            List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                CLASS_PATH,
                mainClass));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(variable -> variable.startsWith("MILLRACE_"));
        builder.environment().putAll(variables);
        try {
            return new Forked(name, builder.start(), ready);
        } catch (IOException e) {
            throw new CannotGoOn(name + " cannot be started: " + e.getMessage());
        }
    }

    private void read(Predicate<String> ready) {
        List<String> before = new ArrayList<>();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                synchronized (last) {
                    last.add(line);
                    if (last.size() > KEPT_LINES) {
                        last.remove();
                    }
                }
                if (!started.isDone()) {
                    before.add(line);
                    if (ready.test(line)) {
                        started.complete(before);
                    }
                }
            }
        } catch (IOException e) {
            // it is gone
        }
        started.completeExceptionally(new CannotGoOn(name + " ended:\n" + lastLines()));
    }

    /**
     * Returns when it can be used.
     *
     * @return what it has written so far
     * @throws CannotGoOn when it ends before, or takes too long
     */
    List<String> awaitReady() {
        try {
            return started.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw e.getCause() instanceof CannotGoOn ended
                    ? ended
                    : new CannotGoOn(name + " was not ready after " + START_SECONDS + " s:\n" + lastLines());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String lastLines() {
        synchronized (last) {
            return String.join("\n", last);
        }
    }

    long pid() {
        return process.pid();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        await(STOP_SECONDS);
    }

    /** Asks it to end; kills it if it does not. */
    @Override
    public void close() {
        if (!await(0)) {
            process.destroy();
            if (!await(STOP_SECONDS)) {
                kill();
            }
        }
    }

    /** As {@link #close()}, for when the process that started it is ending by a signal. */
    void closeAfterSignal() {
        boolean told;
        CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(CTRL_C_MILLIS, TimeUnit.MILLISECONDS))
                .join();
        synchronized (last) {
            told = last.stream().anyMatch(line -> line.startsWith("Stopping"));
        }
        if (!told || !await(STOP_SECONDS)) {
            close();
        }
    }

    private boolean await(int seconds) {
        try {
            return process.waitFor(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
