package io.millrace.loadtest;

/**
 * One measured stretch.
 *
 * @param perSecond operations a second
 * @param meanMillis mean time of one operation
 * @param serverMicros PostgreSQL's CPU time an operation
 * @param clientMicros the caller's CPU time an operation
 * @param batch operations a commit
 */
record Measured(double perSecond, double meanMillis, double serverMicros, double clientMicros, double batch) {}
