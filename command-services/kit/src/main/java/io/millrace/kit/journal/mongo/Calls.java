package io.millrace.kit.journal.mongo;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.reactivestreams.Publisher;

/** The driver's publishers as futures that complete on the caller's context, each within a time limit. Thread-safe. */
final class Calls {

    /** Longer than any limit of the driver's own: what ends a call says why. */
    private static final int TIME_LIMIT_SECONDS = 8;

    private final VertxInternal vertx;

    Calls(Vertx vertx) {
        this.vertx = (VertxInternal) vertx;
    }

    /** Everything that a publisher brings. */
    <T> Future<List<T>> all(Publisher<T> publisher) {
        return some(publisher, row -> true);
    }

    /** The first that it brings. */
    <T> Future<Optional<T>> first(Publisher<T> publisher) {
        return some(publisher, row -> false).map(rows -> rows.stream().findFirst());
    }

    /** Its one answer. */
    <T> Future<T> one(Publisher<T> publisher) {
        return first(publisher).map(Optional::orElseThrow);
    }

    /** What it brings up to and including the first row that is enough. */
    <T> Future<List<T>> some(Publisher<T> publisher, Predicate<T> more) {
        ContextInternal context = vertx.getOrCreateContext();
        Promise<List<T>> promise = context.promise();
        publisher.subscribe(new Rows<>(context, promise, more));
        return promise.future().timeout(TIME_LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** Completes after a while. */
    Future<Void> pause(long millis) {
        return vertx.timer(millis).mapEmpty();
    }

    ContextInternal newContext() {
        return vertx.createEventLoopContext();
    }

    Vertx vertx() {
        return vertx;
    }
}
