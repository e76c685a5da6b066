package io.millrace.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.millrace.demo.Arguments.Task;
import io.millrace.demo.smoke.Difference;
import io.millrace.demo.smoke.Story;
import io.millrace.runtime.InvalidSettings;
import io.millrace.runtime.Settings;
import io.millrace.runtime.log.LogFormat;
import io.millrace.runtime.trace.TraceOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Runs everything until SIGINT or SIGTERM. Exit codes: 0 stopped when asked to or smoke passed, 1 did not start or smoke
 * failed, 2 wrong arguments, 130 asked twice to stop.
 */
public final class Main {

    private static final int ASKED_TWICE = 130;

    private Main() {}

    public static void main(String[] args) {
        if (System.getenv("MILLRACE_LOG_LEVEL") == null) {
            System.setProperty("MILLRACE_LOG_LEVEL", "WARN"); // read by the logging configuration
        }
        LogFormat.begin("demo");
        System.exit(run(args));
    }

    private static int run(String... args) {
        try {
            Arguments wanted = Arguments.parse(args);
            log("org.mongodb.driver.uri", Level.ERROR);
            return wanted.task() == Task.RUN ? serve(wanted) : scratch(wanted.task());
        } catch (IllegalArgumentException | InvalidSettings e) {
            System.err.println("demo: " + e.getMessage());
            return 2;
        } catch (IOException | PartFailed e) {
            System.err.println(e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static int scratch(Task task) throws IOException {
        log("io.millrace.messaging", Level.ERROR);
        try (Scratch scratch = Scratch.start(Main::tell)) {
            if (task == Task.SMOKE) {
                System.out.println();
                Story.play(scratch.addresses().endpoints(), System.out);
                System.out.println("\nAll as it must be");
            }
            return 0;
        } catch (Difference e) {
            System.err.println("\nFirst difference: " + e.getMessage());
            return 1;
        }
    }

    private static int serve(Arguments wanted) throws IOException, InterruptedException {
        TraceOptions traces = traces(System.getenv());
        CountDownLatch stop = new CountDownLatch(1);
        Signals.onStop(() -> askedToStop(stop));
        try (DataFolder folder = DataFolder.open(wanted.data())) {
            if (wanted.fresh()) {
                folder.forget();
            }
            System.out.println("Millrace keeps its data in " + folder);
            long begin = System.nanoTime();
            // Parts that start or stop beside those they wait for say so; it means nothing here.
            log("io.millrace.messaging", Level.ERROR);
            try (Demo demo = Demo.start(folder, wanted.ports(), traces, Main::tell)) {
                log("io.millrace.messaging", null);
                System.out.printf(
                        "Ready after %s; Ctrl-C stops it%n%n%s%n%n",
                        seconds(begin), demo.addresses().describe());
                stop.await();
                log("io.millrace.messaging", Level.ERROR);
                begin = System.nanoTime();
            }
            System.out.printf("Stopped in %s; its data is kept for the next run%n", seconds(begin));
            return 0;
        }
    }

    /** Of the services' settings these alone have a meaning here. */
    private static TraceOptions traces(Map<String, String> environment) {
        Map<String, String> given = new HashMap<>(environment);
        given.keySet().retainAll(Set.of("MILLRACE_OTLP_ENDPOINT", "MILLRACE_TRACE_RATIO"));
        Settings settings = Settings.of(given);
        TraceOptions traces = TraceOptions.read(settings);
        settings.check();
        return traces;
    }

    private static void askedToStop(CountDownLatch stop) {
        if (stop.getCount() == 0) {
            System.out.println("Stopped at once; the next start recovers what was written");
            Runtime.getRuntime().halt(ASKED_TWICE);
        }
        System.out.println("Stopping (a second time: at once)");
        stop.countDown();
    }

    private static void tell(String part, Duration took) {
        System.out.printf("  %-12s %6s%n", part, seconds(took));
    }

    private static String seconds(long begin) {
        return seconds(Duration.ofNanos(System.nanoTime() - begin));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
    }

    private static void log(String name, @Nullable Level level) {
        if (LoggerFactory.getLogger(name) instanceof Logger logger) {
            logger.setLevel(level);
        }
    }
}
