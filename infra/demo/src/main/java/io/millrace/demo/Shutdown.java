package io.millrace.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be stopped: services first, all at once, then the stores that they use. Everything is tried, within about
 * ten seconds in all. Thread-safe.
 */
final class Shutdown {

    private static final Logger log = LoggerFactory.getLogger(Shutdown.class);
    private static final int SERVICES_SECONDS = 6;
    private static final int STORES_SECONDS = 4;

    private final Vertx vertx;
    private final Queue<Supplier<Future<Void>>> services = new ConcurrentLinkedQueue<>();
    private final Queue<AutoCloseable> stores = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean begun = new AtomicBoolean();

    Shutdown(Vertx vertx) {
        this.vertx = vertx;
    }

    void service(Supplier<Future<Void>> stop) {
        services.add(stop);
    }

    <S extends AutoCloseable> S store(S store) {
        stores.add(store);
        return store;
    }

    /** Returns when everything has stopped or its time is up. Only the first call does anything. */
    void run() {
        if (begun.compareAndSet(false, true)) {
            await(
                    "The services",
                    SERVICES_SECONDS,
                    CompletableFuture.allOf(services.stream()
                            .map(stop -> stop.get().toCompletionStage().toCompletableFuture())
                            .toArray(CompletableFuture<?>[]::new)));
            await(
                    "The stores",
                    STORES_SECONDS,
                    CompletableFuture.allOf(stores.stream()
                            .map(store -> CompletableFuture.runAsync(() -> close(store)))
                            .toArray(CompletableFuture<?>[]::new)));
            await("The event loops", 2, vertx.close().toCompletionStage().toCompletableFuture());
        }
    }

    private static void await(String what, int seconds, CompletableFuture<?> stopped) {
        var settled = stopped.orTimeout(seconds, TimeUnit.SECONDS).handle((done, failure) -> {
            if (failure != null) {
                log.warn("{} did not stop in order: {}", what, failure.toString());
            }
            return failure == null;
        });
        settled.join();
    }

    private static void close(AutoCloseable store) {
        try {
            store.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
