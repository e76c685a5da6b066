package io.millrace.loadtest.scenario;

import io.millrace.loadtest.shop.CannotGoOn;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Load tests over HTTP. Exit codes: 0 goals met and everything there, 1 goals missed or something not there as acknowledged, 2
 * wrong arguments, 3 the test could not be run.
 */
@Command(
        name = "loadtest/run",
        synopsisHeading = "Usage: ",
        customSynopsis = "loadtest/run <scenario> [option...]",
        description = {
            "",
            "Loads a system over HTTP with clients who arrive at a rate, whatever happens to those before them, tells what",
            "they see, and checks in the end that what was acknowledged is there. Tests the demo that runs, or starts an",
            "embedded one and stops it in the end, unless --base-url names another system.",
            ""
        },
        commandListHeading = "Scenarios (each has --help):%n",
        footer = {
            "",
            "Exit codes: 0 goals met and everything there, 1 goals missed or something not there as acknowledged,",
            "2 wrong arguments, 3 the test could not be run.",
            "",
            "Limit benchmarks, beside what the servers do without Millrace:",
            "  limits [seconds a stretch, default 5] [rounds, default 3] [postgres|mongo|http, default all three;",
            "         commands|orders|everything are the parts of http]",
            "  rebuild [events, default 1000000] [rounds, default 1]",
            "  growth [events, default 1000000] [seconds a stretch, default 5] [rounds, default 3]",
            "  relay [seconds of PerfTest, default 5] [rounds, default 3]",
            "  visible [commands a second, default 200] [seconds, default 15] [rounds, default 3]"
        },
        subcommands = {
            Orders.class,
            Commands.class,
            Queries.class,
            HotProduct.class,
            LagOfReadModels.class,
            Burst.class,
            Soak.class,
            Outage.class,
            Capacity.class
        })
public final class Main {

    private static final int CANNOT_RUN = 3;
    private static final int WIDTH = 120;

    /** For people; Gatling's own words to them go nowhere. */
    static final PrintStream OUT = System.out;

    @Option(names = "--help", usageHelp = true, scope = ScopeType.INHERIT, description = "show this")
    boolean help;

    private Main() {}

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
        commands.setParameterExceptionHandler((wrong, given) -> {
            String name = wrong.getCommandLine().getCommandSpec().qualifiedName();
            String what = wrong instanceof UnmatchedArgumentException unknown
                    ? "'" + unknown.getUnmatched().get(0) + "' is no scenario and no flag"
                    : wrong.getMessage();
            System.err.println(what + "; see " + name + " --help");
            return wrong.getCommandLine().getCommandSpec().exitCodeOnInvalidInput();
        });
        commands.setUsageHelpWidth(WIDTH);
        return commands.execute(args);
    }
}
