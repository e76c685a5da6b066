package io.millrace.loadtest.report;

/** The machine that the load test runs on. */
final class Machine {

    private Machine() {}

    /** For a person. */
    static String describe() {
        return Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + ", Java " + System.getProperty("java.version");
    }
}
