package io.millrace.loadtest.measure;

import org.HdrHistogram.Histogram;

/** What came of some requests: response times, how many failed, how many were told to come again. */
public final class Outcome {

    private final Histogram micros;
    private final long done;
    private final long failed;
    private final long repeated;

    Outcome(Histogram micros, long done, long failed, long repeated) {
        this.micros = micros;
        this.done = done;
        this.failed = failed;
        this.repeated = repeated;
    }

    public Percentiles percentiles() {
        return Percentiles.of(micros);
    }

    /** Milliseconds within which so many of a hundred were done; NaN if there was none. */
    public double at(double percent) {
        return Percentiles.at(micros, percent);
    }

    /** How many were tried, done or not. */
    public long count() {
        return done + failed;
    }

    public long failed() {
        return failed;
    }

    public long repeated() {
        return repeated;
    }

    /** Of a hundred; NaN if there was none. */
    public double failedPercent() {
        return count() == 0 ? Double.NaN : 100.0 * failed / count();
    }
}
