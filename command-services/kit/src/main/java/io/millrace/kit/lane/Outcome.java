package io.millrace.kit.lane;

import io.millrace.kit.decider.Rejection;

/** What became of a command. */
public sealed interface Outcome {

    /**
     * It is committed (or there was nothing to do): whoever has read up to the position sees it.
     *
     * @param repeated whether this is the stored answer of an earlier request with the same idempotency key
     */
    record Done(String aggregateId, long version, int partition, long position, String body, boolean repeated)
            implements Outcome {}

    /** The rules refuse it; nothing happened. */
    record Refused(Rejection rejection) implements Outcome {}

    /** The aggregate is not at a version that the caller demanded; nothing happened. */
    record VersionMismatch(long actual) implements Outcome {}

    /** The idempotency key was used for something else; nothing happened. */
    record KeyReused() implements Outcome {}
}
