package io.millrace.loadtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A service as a process of its own, of the classes that this program was started with. */
final class ServiceProcess implements AutoCloseable {

    private static final Pattern PORT = Pattern.compile("listens on port (\\d+)");
    private static final int START_SECONDS = 60;
    private static final int STOP_SECONDS = 20;

    private final Process process;
    private final int port;

    private ServiceProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts it on any free port; returns when it can be used.
     *
     * @param heap the most that its heap may have, as {@code -Xmx} has it
     * @param variables its settings, but for those of HTTP
     * @param folder where its log goes
     * @throws IllegalStateException with its log, when it does not start within a minute
     */
    static ServiceProcess start(String service, String heap, Map<String, String> variables, Path folder)
            throws IOException, InterruptedException {
        return start(service, "io.millrace." + service + ".Main", heap, variables, folder);
    }

    /** Starts anything that prints the same when it is ready. */
    static ServiceProcess start(String service, String main, String heap, Map<String, String> variables, Path folder)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main));
        Path log = Files.createTempFile(folder, service + "-", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MILLRACE_"));
        builder.environment().putAll(variables);
        builder.environment().put("MILLRACE_HTTP_HOST", "127.0.0.1");
        builder.environment().put("MILLRACE_HTTP_PORT", "0");
        Process process = builder.start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (process.isAlive() && System.nanoTime() < end) {
            String told = Files.readString(log);
            Matcher port = PORT.matcher(told);
            if (told.contains(service + " is ready") && port.find()) {
                return new ServiceProcess(process, Integer.parseInt(port.group(1)));
            }
            Thread.sleep(50);
        }
        process.destroyForcibly();
        throw new IllegalStateException(service + " did not start:\n" + Files.readString(log));
    }

    int port() {
        return port;
    }

    /** The most memory that it has had, in bytes, its heap and everything else; 0 where Linux's /proc is missing. */
    long peakMemory() {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException none) {
            return 0;
        }
    }

    /** CPU seconds that it has used. */
    double cpu() {
        return process.info()
                .totalCpuDuration()
                .map(used -> used.toNanos() / 1e9)
                .orElse(0.0);
    }

    /** Asks it to end, and makes it if it does not. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
