package io.millrace.loadtest;

/**
 * Measures lanes beside the limits of the servers they write to. Prints medians, ratios, and CPU time an operation.
 *
 * <p>Arguments: seconds a stretch (5), rounds (3), and {@code postgres} or {@code mongo} for one of the two.
 */
public final class Limits {

    private Limits() {}

    public static void main(String[] args) throws Exception {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        String store = args.length > 2 ? args[2] : "";
        if (!store.equals("mongo")) {
            PostgresLimits.run(seconds, rounds);
        }
        if (!store.equals("postgres")) {
            MongoLimits.run(seconds, rounds);
        }
        System.exit(0);
    }
}
