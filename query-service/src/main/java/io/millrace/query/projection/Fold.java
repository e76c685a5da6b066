package io.millrace.query.projection;

import io.millrace.contracts.Event;

/**
 * What an event makes of a document. Pure: depends on nothing but its arguments. The document may not exist yet; one that
 * is returned without fields is not stored. If it throws, the event is parked for the document as a {@link DeadLetter}, and
 * so is all that comes for the document later.
 */
@FunctionalInterface
public interface Fold<E extends Event> {
    Document apply(Document document, Fact<E> fact);
}
