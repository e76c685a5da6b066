package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

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

    private static String other(int port) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
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
