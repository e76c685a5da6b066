package io.millrace.embedded.junit;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting for futures on a test's own thread. */
public final class Futures {
    private static final Duration BOUND = Duration.ofSeconds(20);

    private Futures() {}

    /** The future's result, within 20 seconds. See {@link #await(Future, Duration)}. */
    public static <T> T await(Future<T> future) {
        return await(future, BOUND);
    }

    /**
     * The future's result.
     *
     * @throws RuntimeException the future's own failure, wrapped in a {@link CompletionException} when it is checked
     * @throws AssertionError when the future is not complete within the bound
     */
    public static <T> T await(Future<T> future, Duration bound) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not complete within " + bound, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    private static RuntimeException unwrapped(ExecutionException failure) {
        if (failure.getCause() instanceof Error error) {
            throw error;
        }
        return failure.getCause() instanceof RuntimeException e ? e : new CompletionException(failure.getCause());
    }
}
