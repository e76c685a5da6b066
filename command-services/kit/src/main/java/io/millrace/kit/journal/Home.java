package io.millrace.kit.journal;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.function.Supplier;

/** The event loop where something has its state, which is touched nowhere else. Thread-safe. */
public final class Home {

    private final VertxInternal vertx;
    private final ContextInternal context;

    /** On an event loop that the host chooses. */
    public Home(Vertx vertx) {
        this.vertx = (VertxInternal) vertx;
        this.context = this.vertx.createEventLoopContext();
    }

    public Context context() {
        return context;
    }

    /** Runs work here, at once when the caller is here too, and tells its outcome on the caller's context. */
    public <T> Future<T> run(Supplier<Future<T>> work) {
        ContextInternal caller = vertx.getOrCreateContext();
        if (caller == context) {
            return begin(work);
        }
        Promise<T> promise = caller.promise();
        context.runOnContext(
                here -> begin(work).onComplete(result -> caller.runOnContext(there -> promise.handle(result))));
        return promise.future();
    }

    private static <T> Future<T> begin(Supplier<Future<T>> work) {
        return Future.succeededFuture().compose(here -> work.get());
    }
}
