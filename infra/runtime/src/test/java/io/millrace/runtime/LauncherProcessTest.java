package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runtime.trace.Tracing.Kind;
import io.millrace.runtime.trace.testing.Collector;
import io.vertx.core.Future;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The launcher in a process of its own, because it ends the process it runs in. */
class LauncherProcessTest {

    private final Collector collector = Collector.start();

    /** A service that says when it runs and when it has stopped, and whose last span begins then. */
    static final class Mill {

        public static void main(String[] args) {
            Launcher.run(
                    args,
                    "mill",
                    settings -> "",
                    (host, nothing) -> Future.succeededFuture(() -> {
                        System.out.println("ground the rest");
                        host.tracing()
                                .begin(Kind.WITHIN, "grind the rest", null)
                                .end(null);
                        return Future.succeededFuture();
                    }));
        }
    }

    @Test
    void stopsInOrderWhenToldToAndCallsThatSuccess() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder command = new ProcessBuilder(List.of(
                        java,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Mill.class.getName()))
                .redirectErrorStream(true);
        command.environment().put("MILLRACE_OTLP_ENDPOINT", collector.address().toString());
        Process mill = command.start();
        try (BufferedReader output = mill.inputReader(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            while (line != null && !line.contains("mill is ready")) {
                line = output.readLine();
            }
            mill.toHandle().destroy();
            assertThat(output.lines().toList()).anyMatch(said -> said.contains("ground the rest"));
            assertThat(mill.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(mill.exitValue()).isZero();
            assertThat(collector.spans()).map(Collector.Received::title).containsExactly("mill: grind the rest");
        } finally {
            mill.destroyForcibly();
            collector.close();
        }
    }
}
