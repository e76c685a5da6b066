package io.millrace.contracts;

/**
 * A fact that a service has committed, in the past tense. Every event belongs to one of the families that a service owns;
 * its JSON form is fixed by the schema of its type and version.
 */
public sealed interface Event permits CustomerEvent, CatalogEvent, InventoryEvent, OrderEvent {

    /** The aggregate that the event happened to; all events of an aggregate are in one partition, in order. */
    String aggregateId();
}
