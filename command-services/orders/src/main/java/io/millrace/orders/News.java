package io.millrace.orders;

import io.millrace.runtime.http.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Patience with news that are on their way. A customer who has just been registered may order before this service has heard
 * of her; the id tells how old she is (UUIDv7), so only an order that names somebody or something brand-new is decided
 * again, for a short while, before it is refused.
 */
final class News {

    private static final Set<String> UNHEARD_OF = Set.of("unknown-customer", "unknown-product");
    private static final long BRAND_NEW_MILLIS = 10_000;
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_WAIT_MILLIS = 2_000;

    private News() {}

    /** The attempt's outcome, after further attempts if it fails for want of news about one of the ids. */
    static <T> Future<T> awaited(Vertx vertx, Stream<String> ids, Supplier<Future<T>> attempt) {
        long now = System.currentTimeMillis();
        return ids.anyMatch(id -> brandNew(id, now))
                ? attempt(vertx, attempt, FIRST_PAUSE_MILLIS, LONGEST_WAIT_MILLIS)
                : attempt.get();
    }

    private static <T> Future<T> attempt(Vertx vertx, Supplier<Future<T>> attempt, long pause, long left) {
        return attempt.get()
                .recover(failure -> left > 0 && unheardOf(failure)
                        ? vertx.timer(pause, TimeUnit.MILLISECONDS)
                                .compose(rested -> attempt(vertx, attempt, 2 * pause, left - pause))
                        : Future.failedFuture(failure));
    }

    private static boolean unheardOf(Throwable failure) {
        return failure instanceof ProblemException refused
                && UNHEARD_OF.contains(refused.problem().name());
    }

    /** The first 48 bits of a UUIDv7 are milliseconds since 1970. Clocks may differ by as much as we would wait anyway. */
    static boolean brandNew(String id, long nowMillis) {
        UUID uuid = UUID.fromString(id);
        long age = nowMillis - (uuid.getMostSignificantBits() >>> 16);
        return uuid.version() == 7 && age > -BRAND_NEW_MILLIS && age < BRAND_NEW_MILLIS;
    }
}
