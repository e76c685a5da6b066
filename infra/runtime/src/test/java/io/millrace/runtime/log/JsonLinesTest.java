package io.millrace.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runtime.Host;
import io.millrace.runtime.Launcher;
import io.millrace.runtime.Running;
import io.millrace.runtime.trace.CurrentTrace;
import io.millrace.runtime.trace.TraceParent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What a process writes, from its first line to its last, whatever becomes of it. */
class JsonLinesTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    /** Says things in many ways, and ends. */
    static final class Mill {

        public static void main(String[] args) {
            String fate = System.getProperty("fate");
            Launcher.run(
                    args,
                    "mill",
                    settings -> settings.text("MILLRACE_GRAIN", "rye", "what is ground"),
                    (host, grain) -> {
                        if (fate.equals("throws")) {
                            throw new IllegalStateException("the wheel\nis \"stuck\"", new IOException("ice"));
                        }
                        return grind(host).map(() -> Future.succeededFuture());
                    });
        }

        private static Future<Running> grind(Host host) {
            LoggerFactory.getLogger(Mill.class)
                    .warn("Half the grain\r\nis \u2028wet \uD83C\uDF89", new IOException("no sun"));
            java.util.logging.Logger.getLogger("old.mill").warning("By a library of old");
            Thread miller = new Thread(
                    () -> {
                        throw new IllegalStateException("tired");
                    },
                    "miller");
            miller.start();
            Context request = ((ContextInternal) host.vertx().getOrCreateContext()).duplicate();
            CurrentTrace.set(request, new TraceParent(TRACE, SPAN, "01"));
            return Future.future(ground -> request.runOnContext(ignored -> {
                LoggerFactory.getLogger(Mill.class).info("For a request");
                ground.complete(() -> Future.succeededFuture());
            }));
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class AServiceThatRuns {

        private final Lines said = run("runs", Map.of("MILLRACE_LOG_FORMAT", "json"));

        @Test
        void writesOneObjectALineFromTheFirstToTheLast() {
            assertThat(said.exitCode()).isZero();
            assertThat(said.objects()).hasSizeGreaterThan(5).allSatisfy(line -> {
                assertThat(Instant.parse(line.getString("time"))).isBefore(Instant.now());
                assertThat(line.getString("time")).matches("....-..-..T..:..:..\\....Z");
                assertThat(line.getString("level")).isIn("INFO", "WARN", "ERROR");
                assertThat(line.getString("service")).isEqualTo("mill");
                assertThat(line.getString("logger")).isNotBlank();
                assertThat(line.getString("thread")).isNotBlank();
                assertThat(line.getString("message")).isNotBlank();
            });
        }

        @Test
        void keepsStackTracesInTheirLine() {
            assertThat(said.of("Half the grain\r\nis \u2028wet \uD83C\uDF89").getString("exception"))
                    .startsWith("java.io.IOException: no sun\n\tat " + Mill.class.getName());
            assertThat(said.of("Thread miller has ended").getString("exception"))
                    .startsWith("java.lang.IllegalStateException: tired");
            assertThat(said.of("By a library of old").getString("level")).isEqualTo("WARN");
            assertThat(said.of("mill is ready").fieldNames()).doesNotContain("exception", "trace_id", "span_id");
        }

        @Test
        void namesTheTraceOfARequest() {
            JsonObject line = run("runs", Map.of("MILLRACE_LOG_FORMAT", "JSON")).of("For a request");

            assertThat(line.getString("trace_id")).isEqualTo(TRACE);
            assertThat(line.getString("span_id")).isEqualTo(SPAN);
        }

        @Test
        void writesReadableLinesUnlessTold() {
            assertThat(run("runs", Map.of()).all())
                    .anySatisfy(line ->
                            assertThat(line).matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO +Launcher +mill is ready"))
                    .noneMatch(line -> line.startsWith("{"));
        }
    }

    @Nested
    class AServiceThatCannotStart {

        @Test
        void saysWhyInOneObject() {
            Lines said = run("throws", Map.of("MILLRACE_LOG_FORMAT", "json"));

            assertThat(said.exitCode()).isEqualTo(1);
            JsonObject line = said.of("mill could not start: the wheel is \"stuck\": ice");
            assertThat(line.getString("level")).isEqualTo("ERROR");
            assertThat(line.getString("exception"))
                    .contains("java.lang.IllegalStateException: the wheel", "Caused by: java.io.IOException: ice");
            assertThat(said.objects()).isNotEmpty();
        }

        @Test
        void namesEveryWrongSettingInOneObject() {
            Lines said = run("runs", Map.of("MILLRACE_LOG_FORMAT", "json", "MILLRACE_GRIAN", "oats"));

            assertThat(said.exitCode()).isEqualTo(2);
            assertThat(said.objects())
                    .singleElement()
                    .satisfies(line -> assertThat(line.getString("message"))
                            .isEqualTo("mill: Invalid settings:\n  MILLRACE_GRIAN: is not a known setting; did you mean"
                                    + " MILLRACE_GRAIN?"));
        }

        @Test
        void tellsMoreAtALevelThatAFileNames(@TempDir Path folder) throws IOException {
            Path level = Files.writeString(folder.resolve("level"), "debug\n");

            assertThat(run("throws", Map.of()).all()).noneMatch(line -> line.contains("Start failed"));
            assertThat(run("throws", Map.of("MILLRACE_LOG_LEVEL_FILE", level.toString()))
                            .all())
                    .anyMatch(line -> line.contains("Start failed"));
        }

        @Test
        void saysWhichLevelsThereAre() {
            Lines said = run("runs", Map.of("MILLRACE_LOG_LEVEL", "loud"));

            assertThat(said.exitCode()).isEqualTo(2);
            assertThat(said.all())
                    .contains("  MILLRACE_LOG_LEVEL: must be one of trace, debug, info, warn, error, was \"loud\"");
        }

        @Test
        void saysWhichFormatsThereAre() {
            Lines said = run("runs", Map.of("MILLRACE_LOG_FORMAT", "xml"));

            assertThat(said.exitCode()).isEqualTo(2);
            assertThat(said.all())
                    .containsExactly(
                            "mill: Invalid settings:", "  MILLRACE_LOG_FORMAT: must be one of text, json, was \"xml\"");
        }
    }

    private record Lines(List<String> all, int exitCode) {

        /** Fails on a line that is none. */
        List<JsonObject> objects() {
            return all.stream().map(JsonObject::new).toList();
        }

        JsonObject of(String message) {
            return objects().stream()
                    .filter(line -> message.equals(line.getString("message")))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(message + " is not in " + all));
        }
    }

    /** All that it writes, to either stream; one that is ready is told to stop. */
    private static Lines run(String fate, Map<String, String> environment) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                        java,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dfate=" + fate,
                        "-Dfile.encoding=UTF-8",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Mill.class.getName())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("MILLRACE_"));
        builder.environment().putAll(environment);
        try {
            Process mill = builder.start();
            try (BufferedReader output = mill.inputReader(StandardCharsets.UTF_8)) {
                List<String> lines = output.lines()
                        .peek(line -> {
                            if (line.contains("mill is ready")) {
                                mill.toHandle().destroy();
                            }
                        })
                        .toList();
                assertThat(mill.waitFor(20, TimeUnit.SECONDS)).isTrue();
                return new Lines(lines, mill.exitValue());
            } finally {
                mill.destroyForcibly();
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
