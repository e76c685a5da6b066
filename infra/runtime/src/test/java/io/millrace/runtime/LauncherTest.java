package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class LauncherTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void printsItsSettingsWhenAskedForHelp() {
        assertThat(run(new String[] {"--help"}, Map.of(), (host, port) -> Future.failedFuture("not called")))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("MILLRACE_PORT", "8101", "the port", "MILLRACE_LOG_LEVEL");
    }

    @Test
    void exitsWith2ForWrongSettings() {
        int code = run(new String[0], Map.of("MILLRACE_PRT", "1"), (host, port) -> Future.failedFuture("not called"));
        assertThat(code).isEqualTo(2);
        assertThat(errors()).contains("mill: Invalid settings:", "did you mean MILLRACE_PORT?");
    }

    @Test
    void exitsWith2ForUnknownArguments() {
        assertThat(run(new String[] {"--port=1"}, Map.of(), (host, port) -> Future.failedFuture("not called")))
                .isEqualTo(2);
    }

    @Test
    void exitsWith1AndOneLineWhenTheStartFails() {
        RuntimeException cause =
                new IllegalStateException("no store", new IllegalArgumentException("refused\nby peer"));
        assertThat(run(new String[0], Map.of(), (host, port) -> Future.failedFuture(cause)))
                .isEqualTo(1);
        assertThat(errors()).isEqualTo("mill could not start: no store: refused by peer" + System.lineSeparator());
    }

    @Test
    void exitsWith1WhenTheStartThrows() {
        int code = run(new String[0], Map.of(), (host, port) -> {
            throw new IllegalStateException("bad wiring");
        });
        assertThat(code).isEqualTo(1);
        assertThat(errors()).contains("bad wiring");
    }

    @Test
    void exitsWith1WhenSomethingIsMissingFromTheClassPath() {
        int code = run(new String[0], Map.of(), (host, port) -> {
            throw new NoClassDefFoundError("mill/Wheel");
        });
        assertThat(code).isEqualTo(1);
        assertThat(errors()).contains("mill/Wheel");
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private int run(String[] args, Map<String, String> environment, BiFunction<Host, Integer, Future<Running>> start) {
        return Launcher.run(
                args,
                "mill",
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                settings -> settings.integer("MILLRACE_PORT", 8101, 1, 65535, "the port"),
                start);
    }
}
