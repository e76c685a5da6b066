package io.millrace.kit.journal.mongo;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Supplier;

/** Runs one piece of work after the other on a context of its own. Thread-safe; futures complete on the caller's context. */
final class Turns {

    private final Calls calls;
    private final ContextInternal context;

    /** Touched on the context only. */
    private Future<?> last = Future.succeededFuture();

    Turns(Calls calls) {
        this.calls = calls;
        this.context = calls.newContext();
    }

    Context context() {
        return context;
    }

    /** Not to be called by work that is done in a turn. */
    <T> Future<T> take(Supplier<Future<T>> work) {
        return calls.on(context, () -> {
            Future<T> turn = last.transform(before -> work.get());
            last = turn;
            return turn;
        });
    }
}
