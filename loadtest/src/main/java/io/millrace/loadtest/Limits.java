package io.millrace.loadtest;

import java.util.List;

/**
 * Measures lanes, the rebuild of a read model, and the way from a command to a query, beside the limits of the servers they
 * use. Prints medians, ratios, and CPU time an operation.
 *
 * <p>Arguments: seconds a stretch (5), rounds (3), and {@code postgres} or {@code mongo} for the lanes on one of the two, or
 * {@code commands}, {@code orders} or {@code everything} for one part of {@code http}; or
 * {@code rebuild}, events (1,000,000), rounds (1); or {@code relay}, seconds (5), rounds (3); or
 * {@code growth}, events (1,000,000), seconds a stretch (5), rounds (3), and {@code http}, {@code relay} or {@code rebuild} for
 * one of the three; or {@code visible}, commands a second (200), seconds (15), rounds (3).
 */
public final class Limits {

    private Limits() {}

    public static void main(String[] args) {
        int code = 0;
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly),
                        "children-stop"));
        try {
            run(args);
        } catch (Exception e) {
            e.printStackTrace(System.err);
            code = 1;
        }
        System.exit(code); // servers in this JVM leave threads behind
    }

    private static void run(String[] args) throws Exception {
        if (args.length > 0 && args[0].equals("rebuild")) {
            RebuildLimits.run(number(args, 1, 1_000_000), number(args, 2, 1));
        } else if (args.length > 0 && args[0].equals("visible")) {
            VisibleLimits.run(number(args, 1, 200), number(args, 2, 15), number(args, 3, 3));
        } else if (args.length > 0 && args[0].equals("relay")) {
            RelayLimits.run(number(args, 1, 5), number(args, 2, 3));
        } else if (args.length > 0 && args[0].equals("growth")) {
            growth(number(args, 1, 1_000_000), number(args, 2, 5), number(args, 3, 3), args.length > 4 ? args[4] : "");
        } else {
            lanes(number(args, 0, 5), number(args, 1, 3), args.length > 2 ? args[2] : "");
        }
    }

    private static void lanes(int seconds, int rounds, String wanted) throws Exception {
        if (wanted.isEmpty() || wanted.equals("postgres")) {
            PostgresLimits.run(seconds, rounds);
        }
        if (wanted.isEmpty() || wanted.equals("mongo")) {
            MongoLimits.run(seconds, rounds);
        }
        if (wanted.isEmpty() || List.of("http", "commands").contains(wanted)) {
            HttpLimits.commands(seconds, rounds);
        }
        if (wanted.isEmpty() || List.of("http", "orders").contains(wanted)) {
            HttpLimits.orders(seconds, rounds);
        }
        if (wanted.isEmpty() || List.of("http", "everything").contains(wanted)) {
            HttpLimits.everything(seconds, rounds);
        }
    }

    private static void growth(int events, int seconds, int rounds, String wanted) throws Exception {
        if (wanted.isEmpty() || wanted.equals("relay")) {
            RelayLimits.grow(events, rounds);
        }
        if (wanted.isEmpty() || wanted.equals("rebuild")) {
            RebuildLimits.grow(events, rounds);
        }
        if (wanted.isEmpty() || wanted.equals("http")) {
            HttpLimits.grow(events, seconds, rounds);
        }
    }

    private static int number(String[] args, int index, int fallback) {
        return args.length > index ? Integer.parseInt(args[index]) : fallback;
    }
}
