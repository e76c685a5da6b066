package io.millrace.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopTest {

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final BackOff QUICK = new BackOff(Duration.ofMillis(1), Duration.ofMillis(4));

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger steps = new AtomicInteger();

    @AfterEach
    void close() {
        get(vertx.close());
    }

    @Test
    void runsAStepAtStartAndThenWhenWoken() {
        Loop loop = loop(() -> Future.succeededFuture(Next.whenWoken()));
        loop.start();
        loop.start();
        await().untilAsserted(() -> assertThat(steps).hasValue(1));
        loop.wake();
        await().untilAsserted(() -> assertThat(steps).hasValue(2));
        get(loop.stop(SOON));
        assertThat(steps).hasValue(2);
    }

    @Test
    void doesNothingBeforeItsStart() {
        Loop loop = loop(() -> Future.succeededFuture(Next.atOnce()));
        loop.wake();
        get(loop.stop(SOON));
        loop.start();
        assertThat(steps).hasValue(0);
    }

    @Test
    void goesOnAtOnceOrAfterAWaitAsTheStepAsks() {
        Loop loop = loop(() -> Future.succeededFuture(
                steps.get() < 500
                        ? Next.atOnce()
                        : steps.get() < 505 ? Next.after(Duration.ofMillis(2)) : Next.whenWoken()));
        loop.start();
        await().untilAsserted(() -> assertThat(steps).hasValue(505));
        get(loop.stop(SOON));
    }

    @Test
    void takesManyWakesDuringAStepForOne() {
        Promise<Next> first = Promise.promise();
        Loop loop = loop(() -> steps.get() == 1 ? first.future() : Future.succeededFuture(Next.whenWoken()));
        loop.start();
        await().untilAsserted(() -> assertThat(steps).hasValue(1));
        for (int i = 0; i < 1000; i++) {
            loop.wake();
        }
        assertThat(steps).hasValue(1);
        // Wakes reach the context in order, so those above are known to the loop when this runs.
        onContext(() -> first.complete(Next.whenWoken()));
        await().untilAsserted(() -> assertThat(steps).hasValue(2));
        get(loop.stop(SOON));
        assertThat(steps).hasValue(2);
    }

    @Test
    void triesAgainAfterFailuresOfAnyKindAndTellsWhy() {
        Loop loop = loop(() -> {
            if (steps.get() < 4) {
                throw new IllegalStateException("thrown");
            }
            return steps.get() < 8 ? Future.failedFuture("failed") : Future.succeededFuture(Next.whenWoken());
        });
        AtomicReference<String> told = new AtomicReference<>("");
        loop.start();
        await().untilAsserted(() -> {
            loop.failure().ifPresent(cause -> told.set(cause.getMessage()));
            assertThat(steps).hasValue(8);
        });
        await().untilAsserted(() -> assertThat(loop.failure()).isEmpty());
        get(loop.stop(SOON));
    }

    @Test
    void runsNoStepWhilePaused() {
        Loop loop = loop(() -> Future.succeededFuture(Next.after(Duration.ofMillis(1))));
        loop.start();
        await().untilAsserted(() -> assertThat(steps).hasPositiveValue());
        get(loop.pause());
        int before = steps.get();
        loop.wake();
        onContext(() -> {});
        assertThat(steps).hasValue(before);
        loop.resume();
        await().untilAsserted(() -> assertThat(steps).hasValueGreaterThan(before));
        get(loop.stop(SOON));
    }

    @Test
    void waitsForTheStepInFlightWhenStopped() {
        Promise<Next> step = Promise.promise();
        Loop loop = loop(step::future);
        loop.start();
        await().untilAsserted(() -> assertThat(steps).hasValue(1));
        Future<Void> stop = loop.stop(SOON);
        Future<Void> again = loop.stop(SOON);
        onContext(() -> {});
        assertThat(stop.isComplete()).isFalse();
        step.complete(Next.atOnce());
        get(stop);
        get(again);
        assertThat(steps).hasValue(1);
    }

    @Test
    void doesNotWaitForeverWhenStopped() {
        Loop loop = loop(() -> Promise.<Next>promise().future());
        loop.start();
        Throwable late = loop.stop(Duration.ofMillis(20))
                .toCompletionStage()
                .toCompletableFuture()
                .handle((ok, cause) -> cause)
                .join();
        assertThat(late).isInstanceOf(TimeoutException.class).hasMessageContaining("test loop");
    }

    @Test
    void neverRunsTwoStepsAtATime() {
        AtomicInteger inside = new AtomicInteger();
        Queue<String> overlaps = new ArrayDeque<>();
        Loop loop = loop(() -> {
            if (inside.incrementAndGet() > 1) {
                overlaps.add("overlap");
            }
            return vertx.timer(1, TimeUnit.MILLISECONDS).map(fired -> {
                inside.decrementAndGet();
                return Next.after(Duration.ofMillis(1));
            });
        });
        loop.start();
        await().until(() -> {
            loop.wake();
            return steps.get() > 100;
        });
        get(loop.stop(SOON));
        assertThat(overlaps).isEmpty();
    }

    private Loop loop(java.util.function.Supplier<Future<Next>> step) {
        return new Loop(context, "test loop", QUICK, () -> {
            steps.incrementAndGet();
            return step.get();
        });
    }

    private final io.vertx.core.Context context = vertx.getOrCreateContext();

    private void onContext(Runnable action) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(ignored -> {
            action.run();
            done.complete();
        });
        get(done.future());
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
