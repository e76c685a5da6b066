package io.millrace.query.projection;

import io.millrace.contracts.EventEnvelope;

/** An event cannot be taken in any more: a document that it touches holds later events of the same partition. */
public final class OvertakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OvertakenException(EventEnvelope event) {
        super("later events of " + event.source() + "/" + event.partition() + " than position " + event.position()
                + " are in the documents already, and the order within a partition counts; rebuild the projection");
    }
}
