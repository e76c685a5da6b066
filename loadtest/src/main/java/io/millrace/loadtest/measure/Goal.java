package io.millrace.loadtest.measure;

import java.util.Locale;

/**
 * Something that must not be exceeded.
 *
 * @param what such as {@code p99 of place order}
 * @param unit such as {@code ms}
 * @param measured NaN if nothing was measured, which misses every goal
 */
public record Goal(String what, double limit, String unit, double measured) {

    public boolean met() {
        return measured <= limit;
    }

    /** For a person. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s: %s, at most %s", what, number(measured), number(limit));
    }

    private String number(double value) {
        return Double.isNaN(value) ? "nothing measured" : String.format(Locale.ROOT, "%.4g %s", value, unit);
    }
}
