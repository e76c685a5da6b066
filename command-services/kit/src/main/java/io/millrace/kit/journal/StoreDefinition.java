package io.millrace.kit.journal;

import io.millrace.contracts.Event;
import io.millrace.kit.decider.Decider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** What a service keeps in its write store and how, as its kind of store wants it said. */
public interface StoreDefinition<C, S, E extends Event> {

    /**
     * Brings the database up to date and connects to it. Fails with a message that names the database when it cannot be
     * reached within the connection timeout. A failed opening leaves nothing open.
     *
     * @param source the service's name
     * @param decider what a state is after an event, for a store that derives states from its journal
     */
    Future<WriteStore<C, S, E>> open(Vertx vertx, String source, Decider<C, S, E> decider, StoreOptions options);
}
