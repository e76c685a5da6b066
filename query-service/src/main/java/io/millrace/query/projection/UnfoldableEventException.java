package io.millrace.query.projection;

import io.millrace.contracts.EventEnvelope;

/** An event that a projection cannot fold however often it tries: its data is unreadable, or a function threw. */
final class UnfoldableEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnfoldableEventException(EventEnvelope envelope, Throwable cause) {
        super(
                envelope.type() + " " + envelope.id() + " at " + envelope.source() + "/" + envelope.partition()
                        + " position " + envelope.position() + ": " + cause,
                cause);
    }

    UnfoldableEventException(Join join, Document referrer, Throwable cause) {
        super(
                join.referrers().name() + " " + referrer.id() + " cannot take over data of "
                        + join.references().name() + ": " + cause,
                cause);
    }
}
