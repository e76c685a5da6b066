package io.millrace.loadtest.report;

/**
 * One rate that was tried in a search for the highest.
 *
 * @param rate clients a second
 * @param p99 milliseconds of the step that the goal is for
 * @param failedPercent of all requests
 * @param lateP99 milliseconds by which clients were let in late
 * @param goal milliseconds that neither of both may exceed
 * @param held whether the goal was met
 */
public record Probe(double rate, double p99, double failedPercent, double lateP99, double goal, boolean held) {}
