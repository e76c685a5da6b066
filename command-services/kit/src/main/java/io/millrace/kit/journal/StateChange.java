package io.millrace.kit.journal;

/** An aggregate as a batch found it and as the batch leaves it; {@code before.version()} is what the store must still hold. */
public record StateChange<S>(String aggregateId, Versioned<S> before, Versioned<S> after) {

    public boolean created() {
        return before.version() == 0;
    }
}
