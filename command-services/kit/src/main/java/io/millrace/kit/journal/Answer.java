package io.millrace.kit.journal;

import java.util.List;
import java.util.Map;

/**
 * The store's answer to a {@link Question}.
 *
 * @param states the aggregates that exist; one that is missing is at version 0
 * @param responses what is stored for the keys
 * @param commands the commands, in their order, each with what it asked for
 * @param marks inbox positions by {@code source/partition}; empty unless asked
 * @param head the partition's position when the answer was read
 */
public record Answer<C, S>(
        Map<String, Versioned<S>> states,
        Map<String, StoredResponse> responses,
        List<C> commands,
        Map<String, Long> marks,
        long head) {}
