package io.millrace.loadtest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** RabbitMQ's PerfTest in a process of its own: one producer of persistent messages, each confirmed, nobody who consumes. */
final class PerfTest {

    private static final Pattern RATE = Pattern.compile("sending rate avg: (\\d+) msg/s");
    private static final int UNCONFIRMED = 200;
    private static final int START_AND_END_SECONDS = 60;

    private PerfTest() {}

    /**
     * Messages a second.
     *
     * @param bytes of each message
     */
    static double run(String uri, String queue, int bytes, int seconds) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        Generator.jar().toString(),
                        "com.rabbitmq.perf.PerfTest",
                        "--uri",
                        uri,
                        "--queue",
                        queue,
                        "--auto-delete",
                        "false",
                        "--producers",
                        "1",
                        "--consumers",
                        "0",
                        "--flag",
                        "persistent",
                        "--confirm",
                        Integer.toString(UNCONFIRMED),
                        "--size",
                        Integer.toString(bytes),
                        "--time",
                        Integer.toString(seconds)))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(seconds + START_AND_END_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("PerfTest does not end");
        }
        Matcher rate = RATE.matcher(output);
        if (!rate.find()) {
            throw new IOException("PerfTest said: " + output);
        }
        return Double.parseDouble(rate.group(1));
    }
}
