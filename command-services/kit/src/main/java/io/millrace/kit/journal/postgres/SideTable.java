package io.millrace.kit.journal.postgres;

import io.millrace.kit.journal.StateChange;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/**
 * Rows beside the state table that follow from what a batch does to the states, written in the same statement: for example
 * one row an open reservation, where the state itself holds counters only.
 */
public interface SideTable<S> {

    /**
     * A data-modifying statement over its own parameters {@code :1, :2, ...}, such as {@code INSERT INTO reservation ...
     * SELECT ... FROM unnest(:1::uuid[], :2::uuid[])}. It must do nothing when they are empty.
     */
    String statement();

    int parameters();

    /** Adds the statement's parameters for a batch, in order. */
    void bind(List<StateChange<S>> changes, Tuple parameters);
}
