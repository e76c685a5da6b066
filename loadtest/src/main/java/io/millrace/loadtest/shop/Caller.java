package io.millrace.loadtest.shop;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Calls the shop outside of what is measured: before the load to prepare it, after it to check. Its calls block. */
final class Caller implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** How long answers are waited for that depend on what other services have heard. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int MOST_WAITS = 20;
    private static final int PAUSE_MILLIS = 50;
    private static final int AT_A_TIME = 16;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();
    private final ExecutorService callers = Executors.newFixedThreadPool(AT_A_TIME, task -> {
        Thread thread = new Thread(task, "caller");
        thread.setDaemon(true);
        return thread;
    });

    private final Duration patience;

    Caller() {
        this(PATIENCE);
    }

    Caller(Duration patience) {
        this.patience = patience;
    }

    /** One answer; that of status 0 if there came none. */
    Answer call(Call call) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(call.url())).timeout(LIMIT);
        String body = call.body();
        String key = call.key();
        if (body == null) {
            request.GET();
        } else {
            request.method(call.method(), BodyPublishers.ofString(body)).header("Content-Type", "application/json");
        }
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), parsed(response.body()));
        } catch (IOException e) {
            return new Answer(0, new JsonObject());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonObject parsed(String body) {
        try {
            return body.startsWith("{") ? new JsonObject(body) : new JsonObject();
        } catch (DecodeException e) {
            return new JsonObject();
        }
    }

    /**
     * Calls until the answer is one that will stay, for a minute at most.
     *
     * @throws CannotGoOn when that is not what was asked for
     */
    JsonObject insist(Call call) {
        Answer answer = settled(call);
        if (!answer.done()) {
            throw new CannotGoOn(call.method() + " " + call.url() + " was answered " + answer);
        }
        return answer.body();
    }

    /** Calls until the answer is one that will stay, for a minute at most; returns the last one. */
    private Answer settled(Call call) {
        return until(answer -> !answer.maybeLater(), () -> call(call));
    }

    /** Asks until the answer will do, for a minute at most; returns the last one. */
    <T> T until(Predicate<T> good, Supplier<T> question) {
        return until(good, answer -> 0, question);
    }

    /**
     * Asks until the answer will do; returns the last one.
     *
     * @param left how much is missing; the minute begins anew whenever it has become less, {@value #MOST_WAITS} times at most
     */
    <T> T until(Predicate<T> good, ToLongFunction<T> left, Supplier<T> question) {
        long begin = System.nanoTime();
        long since = begin;
        T answer = question.get();
        long least = left.applyAsLong(answer);
        while (!good.test(answer)
                && System.nanoTime() - since < patience.toNanos()
                && System.nanoTime() - begin < MOST_WAITS * patience.toNanos()) {
            new CompletableFuture<Void>()
                    .completeOnTimeout(null, PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                    .join();
            answer = question.get();
            if (left.applyAsLong(answer) < least) {
                least = left.applyAsLong(answer);
                since = System.nanoTime();
            }
        }
        return answer;
    }

    /** Does this for every number below a count, several at a time; returns when all are done. */
    void forEach(int count, IntConsumer action) {
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < Math.min(AT_A_TIME, count); i++) {
            running.add(callers.submit(() -> {
                for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                    action.accept(n);
                }
            }));
        }
        try {
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CannotGoOn cannot ? cannot : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        callers.shutdownNow();
    }
}
