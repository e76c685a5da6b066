package io.millrace.loadtest.measure;

import java.util.Map;

/**
 * What happened within a short time, usually a second.
 *
 * @param arrivals clients let in
 * @param lateMillis how late the latest of them was
 * @param inFlight requests on their way at its end
 * @param done requests that were done
 * @param all of all steps together, with those that got no answer in time
 * @param steps of those that ended; in milliseconds
 * @param failed how many of each failed
 * @param reasons how many failed for which reason
 */
public record Interval(
        long arrivals,
        double lateMillis,
        long inFlight,
        long done,
        Percentiles all,
        Map<Step, Percentiles> steps,
        Map<Step, Long> failed,
        Map<String, Long> reasons) {

    /** How many failed. */
    public long failures() {
        return failed.values().stream().mapToLong(Long::longValue).sum();
    }
}
