package io.millrace.kit.journal.mongo;

import io.millrace.kit.journal.Home;
import io.vertx.core.Future;
import java.util.function.Supplier;

/** Runs one piece of work after the other at a home. Thread-safe; futures complete on the caller's context. */
final class Turns {

    private final Home home;

    /** Touched at home only. */
    private Future<?> last = Future.succeededFuture();

    Turns(Home home) {
        this.home = home;
    }

    Home home() {
        return home;
    }

    /** Not to be called by work that is done in a turn. */
    <T> Future<T> take(Supplier<Future<T>> work) {
        return home.run(() -> {
            Future<T> turn = last.transform(before -> work.get());
            last = turn;
            return turn;
        });
    }
}
