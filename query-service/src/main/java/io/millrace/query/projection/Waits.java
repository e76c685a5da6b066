package io.millrace.query.projection;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Those who wait until a checkpoint covers what they need; a bounded number. Thread-safe. */
final class Waits {

    private static final int MOST = 10_000;

    private final Set<Wait> waiting = new LinkedHashSet<>();

    /**
     * True as soon as a checkpoint covers the positions, false when the time is up, or at once when too many wait. Completes
     * on the caller's context.
     */
    Future<Boolean> until(Vertx vertx, Map<String, Long> needed, Duration atMost) {
        Wait wait = new Wait(vertx.getOrCreateContext(), needed, Promise.promise());
        if (atMost.isZero() || !add(wait)) {
            return Future.succeededFuture(false);
        }
        long timer = vertx.setTimer(atMost.toMillis(), expired -> {
            remove(wait);
            wait.promise.tryComplete(false);
        });
        return wait.promise.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    /** To be called with every new checkpoint. */
    void reached(Checkpoint checkpoint) {
        synchronized (waiting) {
            for (Iterator<Wait> each = waiting.iterator(); each.hasNext(); ) {
                Wait wait = each.next();
                if (checkpoint.covers(wait.needed)) {
                    each.remove();
                    wait.caller.runOnContext(covered -> wait.promise.tryComplete(true));
                }
            }
        }
    }

    boolean isEmpty() {
        synchronized (waiting) {
            return waiting.isEmpty();
        }
    }

    private boolean add(Wait wait) {
        synchronized (waiting) {
            return waiting.size() < MOST && waiting.add(wait);
        }
    }

    private void remove(Wait wait) {
        synchronized (waiting) {
            waiting.remove(wait);
        }
    }

    /** Equal to nothing but itself, although others may need the same. */
    private static final class Wait {
        private final Context caller;
        private final Map<String, Long> needed;
        private final Promise<Boolean> promise;

        Wait(Context caller, Map<String, Long> needed, Promise<Boolean> promise) {
            this.caller = caller;
            this.needed = needed;
            this.promise = promise;
        }
    }
}
