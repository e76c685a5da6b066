package io.millrace.loadtest.measure;

import org.HdrHistogram.Histogram;

/** Milliseconds within which so many of a hundred requests were done. NaN where there was none. */
public record Percentiles(long count, double p50, double p90, double p99, double p999, double max) {

    /** @param micros of microseconds */
    static Percentiles of(Histogram micros) {
        return new Percentiles(
                micros.getTotalCount(),
                at(micros, 50),
                at(micros, 90),
                at(micros, 99),
                at(micros, 99.9),
                at(micros, 100));
    }

    static double at(Histogram micros, double percent) {
        return micros.getTotalCount() == 0 ? Double.NaN : micros.getValueAtPercentile(percent) / 1000.0;
    }
}
