package io.millrace.query.projection;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * Lets a run rest after each batch as long as others have to wait for the machine because of it: for each of those, as long
 * again as the batch took, up to {@value #MOST_TIMES} times. So a run takes a quarter of the time at the least, and all of it
 * when nobody asks for anything.
 */
final class GivingWay {

    private static final int MOST_TIMES = 3;
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final Context context;
    private final IntSupplier others;
    private final RunMetrics metrics;

    /** @param others how many there are to give way to; asked on any thread */
    GivingWay(Context context, IntSupplier others, RunMetrics metrics) {
        this.context = context;
        this.others = others;
        this.metrics = metrics;
    }

    /** Completes on the context when the next batch may begin. */
    Future<Void> after(Duration batch) {
        Duration rest = rest(batch, others.getAsInt());
        if (rest.toMillis() == 0) {
            return Future.succeededFuture();
        }
        metrics.rested(rest);
        Promise<Void> over = Promise.promise();
        context.owner().setTimer(rest.toMillis(), due -> context.runOnContext(ignored -> over.complete()));
        return over.future();
    }

    static Duration rest(Duration batch, int others) {
        Duration rest = batch.multipliedBy(Math.min(MOST_TIMES, others));
        return rest.compareTo(LONGEST) > 0 ? LONGEST : rest;
    }
}
