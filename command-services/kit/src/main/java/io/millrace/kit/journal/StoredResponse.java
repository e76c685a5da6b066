package io.millrace.kit.journal;

/** What a command with an idempotency key was answered, kept so that it can be answered again. */
public record StoredResponse(
        String payloadHash, String aggregateId, long version, int partition, long position, String body) {}
