package io.millrace.demo;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Starts parts side by side, each as soon as those it needs are there. Used by one thread. */
final class Startup {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<CompletableFuture<?>> parts = new ArrayList<>();
    private final BiConsumer<String, Duration> started;

    /** @param started told which part is usable now, and how long its start took; called from several threads */
    Startup(BiConsumer<String, Duration> started) {
        this.started = started;
    }

    /** Starts a part by a call that blocks. */
    <T> CompletableFuture<T> start(String part, Callable<T> call) {
        long begin = System.nanoTime();
        return added(usable(part, begin, CompletableFuture.supplyAsync(() -> called(call), threads)));
    }

    /** Starts a part when those it needs are there. */
    <T> CompletableFuture<T> start(String part, CompletableFuture<?> needed, Supplier<Future<T>> call) {
        return added(needed.thenComposeAsync(
                there -> {
                    long begin = System.nanoTime();
                    return usable(part, begin, call.get().toCompletionStage());
                },
                threads));
    }

    /** @throws PartFailed when a part failed or takes too long */
    void await() {
        CompletableFuture<Void> all = CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new));
        try {
            all.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw cause instanceof PartFailed failed ? failed : new PartFailed("The demo", cause);
        } finally {
            threads.shutdown();
        }
    }

    private <T> CompletableFuture<T> added(CompletableFuture<T> part) {
        parts.add(part);
        return part;
    }

    private <T> CompletableFuture<T> usable(String part, long begin, CompletionStage<T> starting) {
        return starting.handle((done, failure) -> {
                    if (failure != null) {
                        throw new PartFailed(part, failure);
                    }
                    started.accept(part, Duration.ofNanos(System.nanoTime() - begin));
                    return done;
                })
                .toCompletableFuture();
    }

    private static <T> T called(Callable<T> call) {
        try {
            return call.call();
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }
}
