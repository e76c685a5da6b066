package io.millrace.loadtest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs PostgreSQL's own load generator with a script of ours, prepared statements, two threads. */
final class Pgbench {

    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");
    private static final Pattern LATENCY = Pattern.compile("latency average = ([0-9.]+) ms");
    private static final Pattern COUNT = Pattern.compile("number of transactions actually processed: ([0-9]+)");

    private final int port;
    private final String user;
    private final String password;
    private final String payload;
    private final DoubleSupplier serverCpu;

    Pgbench(int port, String user, String password, String payload, DoubleSupplier serverCpu) {
        this.port = port;
        this.user = user;
        this.password = password;
        this.payload = payload;
        this.serverCpu = serverCpu;
    }

    Measured run(String script, int clients, int seconds) throws IOException, InterruptedException {
        Path file = Files.createTempFile("pgbench", ".sql");
        try (InputStream in = Pgbench.class.getResourceAsStream("/pgbench/" + script + ".sql")) {
            if (in == null) {
                throw new IOException("no script " + script);
            }
            Files.write(file, in.readAllBytes());
        }
        ProcessBuilder builder = new ProcessBuilder(
                "pgbench",
                "-n",
                "-M",
                "prepared",
                "-c",
                Integer.toString(clients),
                "-j",
                "2",
                "-T",
                Integer.toString(seconds),
                "-D",
                "payload=" + payload,
                "-f",
                file.toString(),
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-U",
                user,
                user);
        builder.environment().put("PGPASSWORD", password);
        builder.redirectErrorStream(true);
        double before = serverCpu.getAsDouble();
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        Files.delete(file);
        if (code != 0) {
            throw new IOException("pgbench failed: " + output);
        }
        double count = number(COUNT, output);
        return new Measured(
                number(TPS, output),
                number(LATENCY, output),
                (serverCpu.getAsDouble() - before) * 1e6 / count,
                process.info()
                        .totalCpuDuration()
                        .map(used -> used.toNanos() / 1e3 / count)
                        .orElse(0.0),
                1);
    }

    private static double number(Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("pgbench said: " + List.of(text.split("\n")));
        }
        return Double.parseDouble(matcher.group(1));
    }
}
