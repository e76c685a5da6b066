package io.millrace.kit.journal;

import io.millrace.contracts.Event;
import io.vertx.core.Future;
import java.util.Map;

/** A service's own database while it is open. Thread-safe. */
public interface WriteStore<C, S, E extends Event> {

    Journal<C, S, E> journal();

    /** Leadership among the processes of this service. */
    Leadership leadership();

    /** The checkpoints of one of this service's subscriptions, by a name that is its own. */
    SubscriptionCheckpoints checkpoints(String subscription);

    /** What is kept of other services, by their names. */
    Map<String, Copy> copies();

    /** Forgets idempotency keys that have expired, a bounded number at a time; gives how many. */
    Future<Integer> forgetExpiredKeys();

    /** Completes when the database answers; fails when it has not within 5 s. */
    Future<Void> ping();

    Future<Void> close();
}
