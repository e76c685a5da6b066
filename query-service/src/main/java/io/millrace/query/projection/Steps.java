package io.millrace.query.projection;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/** One asynchronous step after the other, however many: composing futures would take as much stack as there are steps. */
final class Steps {

    private final Supplier<Future<Boolean>> step;
    private final Promise<Void> end = Promise.promise();

    private Steps(Supplier<Future<Boolean>> step) {
        this.step = step;
    }

    /** Repeats a step as long as it says that there is more to do. */
    static Future<Void> whileMore(Supplier<Future<Boolean>> step) {
        Steps steps = new Steps(step);
        steps.goOn();
        return steps.end.future();
    }

    private void goOn() {
        boolean more = true;
        while (more) {
            Future<Boolean> next = attempt();
            if (!next.isComplete()) {
                next.onComplete(done -> {
                    if (hasMore(done)) {
                        goOn();
                    }
                });
                return;
            }
            more = hasMore(next);
        }
    }

    private Future<Boolean> attempt() {
        try {
            return step.get();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private boolean hasMore(AsyncResult<Boolean> done) {
        if (done.failed()) {
            end.fail(done.cause());
            return false;
        }
        if (!done.result()) {
            end.complete();
        }
        return done.result();
    }
}
