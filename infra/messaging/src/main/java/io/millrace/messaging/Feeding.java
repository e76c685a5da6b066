package io.millrace.messaging;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.function.Supplier;

/** What the parts of one subscription share. Everything of theirs happens on the context. */
record Feeding(
        Context context,
        SubscriptionOptions options,
        EventHandler handler,
        ReplayAsker owner,
        SubscriptionMeters meters,
        EventRoom room,
        Supplier<Future<Void>> reload) {

    /** Name for the logs. */
    String name() {
        return Topology.queue(options.subscriber(), options.source());
    }

    /** Calls what may answer from anywhere or throw, and continues on the context. */
    <T> void call(Supplier<Future<T>> call, Handler<AsyncResult<T>> then) {
        Future<T> answer;
        try {
            answer = call.get();
        } catch (RuntimeException e) {
            answer = Future.failedFuture(e);
        }
        answer.onComplete(outcome -> context.runOnContext(go -> then.handle(outcome)));
    }

    void after(long millis, Runnable task) {
        context.owner().setTimer(millis, fired -> task.run());
    }
}
