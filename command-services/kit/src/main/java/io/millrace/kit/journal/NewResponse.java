package io.millrace.kit.journal;

/**
 * A response to be stored with the batch.
 *
 * @param eventsBefore how many events of the batch come up to and including this command's: its position is the batch's
 *     base plus this
 */
public record NewResponse(IdempotencyKey key, String aggregateId, long version, long eventsBefore, String body) {}
