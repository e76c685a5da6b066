package io.millrace.demo.smoke;

import java.io.PrintStream;
import java.util.function.Supplier;

/** A table of steps, what was seen, and how long it took; a line as soon as its step is done. */
final class Report {

    private static final String ROW = "  %-28s %-54s %6s%n";

    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
        out.printf(ROW, "step", "seen", "ms");
    }

    /** Does a step that tells what it saw. */
    void row(String step, Supplier<String> action) {
        long begin = System.nanoTime();
        String seen = action.get();
        out.printf(ROW, step, seen, (System.nanoTime() - begin) / 1_000_000);
    }
}
