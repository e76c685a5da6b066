package io.millrace.demo.smoke;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Waits for what comes after the answer: what one service learns from another. */
public final class Patience {

    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final int PAUSE_MILLIS = 50;
    private static final int MOST_WAITS = 20;

    private Patience() {}

    /** Asks until the answer will do, or for 15 seconds; returns the last answer either way. */
    public static <T> T until(Predicate<T> good, Supplier<T> question) {
        return until(LIMIT, good, question);
    }

    /** Asks until the answer will do, or for so long; returns the last answer either way. */
    public static <T> T until(Duration limit, Predicate<T> good, Supplier<T> question) {
        long end = System.nanoTime() + limit.toNanos();
        T answer = question.get();
        while (!good.test(answer) && System.nanoTime() < end) {
            new CompletableFuture<Void>()
                    .completeOnTimeout(null, PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                    .join();
            answer = question.get();
        }
        return answer;
    }

    /**
     * Asks until the answer will do, for as long as what it tells of gets on: gives up when nothing was done for so long, or
     * after {@value #MOST_WAITS} times as long. Returns the last answer either way.
     *
     * @param done how much was done by then; grows
     */
    public static <T> T whileItGetsOn(Duration limit, Predicate<T> good, ToLongFunction<T> done, Supplier<T> question) {
        long before = Long.MIN_VALUE;
        T answer = question.get();
        long end = System.nanoTime() + MOST_WAITS * limit.toNanos();
        while (!good.test(answer) && done.applyAsLong(answer) > before && System.nanoTime() < end) {
            long now = done.applyAsLong(answer);
            before = now;
            answer = until(limit, next -> good.test(next) || done.applyAsLong(next) > now, question);
        }
        return answer;
    }
}
