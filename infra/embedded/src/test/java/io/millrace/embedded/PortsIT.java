package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("own-servers")
class PortsIT {

    /** Another process that wants the port in its arguments, and says whether it is given it. */
    static final class Other {
        public static void main(String[] args) {
            System.out.println(Ports.choose(Integer.parseInt(args[0])) ? "chosen" : "refused");
        }
    }

    @Test
    void givesAPortThatListensNowhereToOneProcessOnly() throws Exception {
        int port = Ports.free("a server that starts later");
        assertThat(Ports.choose(port)).isFalse();
        assertThat(other(port)).isEqualTo("refused");
        assertThat(other(Ports.LOWEST - 1)).isEqualTo("chosen");
    }

    @Test
    void takesNoPortFromItselfWhileProcessesAreStarted() throws Exception {
        int port = Ports.free("a server that starts later");
        AtomicBoolean starting = new AtomicBoolean(true);
        CompletableFuture<Integer> started = CompletableFuture.supplyAsync(() -> startProcessesWhile(starting));
        int claims = 0;
        try {
            while (!started.isDone() && claims < 20_000) {
                assertThat(Ports.claim("server", port)).isEqualTo(port);
                claims++;
            }
        } finally {
            starting.set(false);
        }
        assertThat(started.get(60, TimeUnit.SECONDS)).isPositive();
    }

    private static int startProcessesWhile(AtomicBoolean wanted) {
        int started = 0;
        while (wanted.get()) {
            try {
                new ProcessBuilder("true").start().waitFor();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
            started++;
        }
        return started;
    }

    private static String other(int port) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName(),
                        Integer.toString(port))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
