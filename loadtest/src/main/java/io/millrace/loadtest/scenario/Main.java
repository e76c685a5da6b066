package io.millrace.loadtest.scenario;

import io.millrace.loadtest.shop.CannotGoOn;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Load tests over HTTP. Exit codes: 0 goals met and everything there, 1 goals missed or something not there as acknowledged, 2
 * wrong arguments, 3 the test could not be run.
 */
@Command(
        name = "loadtest/run",
        mixinStandardHelpOptions = false,
        sortOptions = false,
        subcommands = {Orders.class})
public final class Main {

    private static final int CANNOT_RUN = 3;

    private Main() {}

    /** For people; Gatling's own words to them go nowhere. */
    static final PrintStream OUT = System.out;

    public static void main(String[] args) {
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        System.exit(run(args));
    }

    /** @return the exit code */
    static int run(String... args) {
        System.setProperty("MILLRACE_LOG_LEVEL", System.getenv().getOrDefault("MILLRACE_LOG_LEVEL", "ERROR"));
        CommandLine commands = new CommandLine(new Main());
        commands.setOut(new PrintWriter(OUT, true, StandardCharsets.UTF_8));
        commands.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof CannotGoOn) {
                System.err.println(failure.getMessage());
            } else {
                failure.printStackTrace();
            }
            return CANNOT_RUN;
        });
        return commands.execute(args);
    }
}
