package io.millrace.loadtest.report;

/**
 * One rate that was tried in a search for the highest.
 *
 * @param rate clients a second
 * @param p99 milliseconds of the step that the goal is for
 * @param failedPercent of all requests
 * @param lateP99 milliseconds by which clients were let in late
 * @param goal milliseconds that neither of both may exceed
 * @param stolenPercent of the processor time that the clients' machine wanted meanwhile; not a number where that is not known
 */
public record Probe(
        double rate,
        double p99,
        double failedPercent,
        double lateP99,
        double goal,
        double stolenPercent,
        Verdict verdict) {

    /** What is learnt from it. */
    public enum Verdict {
        /** The goal was met. */
        HELD,
        /** It was not. */
        BROKEN,
        /** Nothing, since the machine was not there for it; the rate was tried again. */
        DISTURBED
    }
}
