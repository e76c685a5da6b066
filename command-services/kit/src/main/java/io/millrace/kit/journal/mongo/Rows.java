package io.millrace.kit.journal.mongo;

import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Gathers what a publisher brings until it ends or enough is there, and tells it on a context. One row at a time. */
final class Rows<T> implements Subscriber<T> {

    private final ContextInternal context;
    private final Predicate<T> more;
    private final Promise<List<T>> promise;
    private final List<T> rows = new ArrayList<>();
    private @Nullable Subscription subscription;

    /** @param more told each row, says whether another is wanted */
    Rows(ContextInternal context, Promise<List<T>> promise, Predicate<T> more) {
        this.context = context;
        this.promise = promise;
        this.more = more;
    }

    @Override
    public void onSubscribe(Subscription begun) {
        subscription = begun;
        begun.request(1);
    }

    @Override
    public void onNext(T row) {
        rows.add(row);
        Subscription open = subscription;
        if (open != null) {
            if (more.test(row)) {
                open.request(1);
            } else {
                open.cancel();
                onComplete();
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        context.runOnContext(here -> promise.tryFail(failure));
    }

    @Override
    public void onComplete() {
        context.runOnContext(here -> promise.tryComplete(rows));
    }
}
