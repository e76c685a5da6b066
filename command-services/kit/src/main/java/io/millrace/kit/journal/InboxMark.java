package io.millrace.kit.journal;

/**
 * How far a lane has applied another service's partition. Stored in the transaction of the effect.
 *
 * @param before what the store must still hold, 0 for nothing yet
 * @param position the last position applied
 */
public record InboxMark(String source, int sourcePartition, long before, long position) {}
