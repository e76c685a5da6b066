package io.millrace.messaging;

/** Told when nothing of the message that an event came with needs the broker any more. */
@FunctionalInterface
interface Receipt {

    /** For events that did not come from a queue. */
    Receipt NONE = () -> {};

    void done();
}
