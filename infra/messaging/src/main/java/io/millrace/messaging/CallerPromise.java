package io.millrace.messaging;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicBoolean;

/** A promise that any thread may settle, once, and that is told on the context of the one who waits for it. */
final class CallerPromise<T> {
    private final Context caller;
    private final Promise<T> promise = Promise.promise();
    private final AtomicBoolean settled = new AtomicBoolean();

    CallerPromise(Context caller) {
        this.caller = caller;
    }

    Future<T> future() {
        return promise.future();
    }

    boolean settled() {
        return settled.get();
    }

    boolean settle(Future<T> outcome) {
        boolean first = settled.compareAndSet(false, true);
        if (first) {
            caller.runOnContext(told -> outcome.onComplete(promise));
        }
        return first;
    }
}
