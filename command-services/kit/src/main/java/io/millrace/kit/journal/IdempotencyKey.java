package io.millrace.kit.journal;

/**
 * A client's name for one request, so that repeating it repeats nothing.
 *
 * @param payloadHash hash of what was asked; the same key with another hash is refused
 */
public record IdempotencyKey(String key, String payloadHash) {}
