package io.millrace.messaging;

/** What kind of queue to declare. */
public enum QueueKind {
    /** Quorum on RabbitMQ, what the broker has on any other. */
    AUTO,
    QUORUM,
    CLASSIC
}
