package io.millrace.loadtest.measure;

import java.util.Locale;

/**
 * Something that must not be exceeded, or must be reached.
 *
 * @param what such as {@code p99 of place order}
 * @param atLeast whether it must be reached
 * @param unit such as {@code ms}
 * @param measured NaN if nothing was measured, which misses every goal
 */
public record Goal(String what, boolean atLeast, double limit, String unit, double measured) {

    /** One that must not be exceeded. */
    public static Goal atMost(String what, double limit, String unit, double measured) {
        return new Goal(what, false, limit, unit, measured);
    }

    /** One that must be reached. */
    public static Goal atLeast(String what, double limit, String unit, double measured) {
        return new Goal(what, true, limit, unit, measured);
    }

    public boolean met() {
        return atLeast ? measured >= limit : measured <= limit;
    }

    /** For a person. */
    @Override
    public String toString() {
        return what + ": " + number(measured) + ", " + (atLeast ? "at least " : "at most ") + number(limit);
    }

    private String number(double value) {
        if (Double.isNaN(value)) {
            return "nothing measured";
        }
        String digits = value == 0 || value >= 1000
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.3g", value);
        return (digits + " " + unit).strip();
    }
}
