package io.millrace.loadtest.measure;

/**
 * A part of a run, told apart in its results.
 *
 * @param counts whether goals and totals count it
 * @param start the nanosecond in which it began
 */
record Phase(String name, boolean counts, long start) {}
