package io.millrace.loadtest;

import static io.millrace.loadtest.Benchmark.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Customers are renamed at a steady rate, whatever the answers take, and each rename is asked for at once with its
 * consistency token. Times are in microseconds. Thread-safe.
 */
final class Renames {

    private static final int CUSTOMERS = 100;
    private static final int CONNECTIONS = 200;
    private static final long LONGEST_SECONDS = 30;

    private final Vertx vertx;
    private final HttpClient http;
    private final int customersPort;
    private final int queriesPort;
    private final List<String> ids = new ArrayList<>();

    Renames(Deployment deployment) throws Exception {
        this.vertx = deployment.benchmark.vertx;
        this.http = vertx.createHttpClient(
                new HttpClientOptions().setIdleTimeout((int) LONGEST_SECONDS),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS));
        this.customersPort = deployment.service("customers").port();
        this.queriesPort = deployment.service("query").port();
        for (int i = 0; i < CUSTOMERS; i++) {
            JsonObject body = new JsonObject()
                    .put("firstName", "Ada")
                    .put("lastName", "Lovelace")
                    .put("email", UUID.randomUUID() + "@example.com");
            ids.add(await(send(HttpMethod.POST, "/customers", body)).body().getString("id"));
        }
    }

    /** What was seen: how long commands took, and how long from their answers to those of queries that show them. */
    record Seen(Histogram answered, Histogram visible, int failed) {}

    /** Goes on until told to stop. */
    Running start(int perSecond) {
        return new Running(perSecond);
    }

    Seen run(int perSecond, int seconds) throws Exception {
        Running running = start(perSecond);
        TimeUnit.SECONDS.sleep(seconds);
        return running.stop();
    }

    /** Any customer's present state. */
    Future<?> query() {
        return request(queriesPort, HttpMethod.GET, path(), List.of(), null);
    }

    final class Running {
        private final Histogram answered = histogram();
        private final Histogram visible = histogram();
        private final AtomicInteger failed = new AtomicInteger();
        private final AtomicLong open = new AtomicLong();
        private final long began = System.nanoTime();
        private final long pause;
        private final long timer;
        private long sent;

        private Running(int perSecond) {
            this.pause = 1_000_000_000L / perSecond;
            this.timer = vertx.setPeriodic(1, ignored -> sendDue());
        }

        /** On the timer's context. */
        private void sendDue() {
            while (began + sent * pause <= System.nanoTime()) {
                sent++;
                rename();
            }
        }

        private void rename() {
            long start = System.nanoTime();
            open.incrementAndGet();
            JsonObject name = new JsonObject()
                    .put("firstName", "Ada")
                    .put("lastName", "N" + ThreadLocalRandom.current().nextLong());
            String path = path();
            send(HttpMethod.PUT, path + "/name", name)
                    .compose(answer -> {
                        long then = System.nanoTime();
                        record(answered, then - start);
                        return request(
                                        queriesPort,
                                        HttpMethod.GET,
                                        path,
                                        List.of("Consistency-Token", answer.token(), "Prefer", "wait=30"),
                                        null)
                                .onSuccess(shown -> record(visible, System.nanoTime() - then));
                    })
                    .onFailure(failure -> failed.incrementAndGet())
                    .onComplete(done -> open.decrementAndGet());
        }

        /** Waits for what is under way. */
        Seen stop() throws InterruptedException {
            vertx.cancelTimer(timer);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS + 5);
            while (open.get() > 0 && System.nanoTime() < end) {
                Thread.sleep(10);
            }
            return new Seen(copy(answered), copy(visible), failed.get() + (int) open.get());
        }
    }

    static Histogram histogram() {
        return new Histogram(TimeUnit.SECONDS.toMicros(2 * LONGEST_SECONDS), 3);
    }

    static void record(Histogram histogram, long nanos) {
        synchronized (histogram) {
            histogram.recordValue(nanos / 1000);
        }
    }

    static Histogram copy(Histogram histogram) {
        synchronized (histogram) {
            return histogram.copy();
        }
    }

    private String path() {
        return "/customers/" + ids.get(ThreadLocalRandom.current().nextInt(ids.size()));
    }

    private Future<Answer> send(HttpMethod method, String path, JsonObject body) {
        return request(customersPort, method, path, List.of("Content-Type", "application/json"), body);
    }

    private record Answer(JsonObject body, String token) {}

    private Future<Answer> request(
            int port, HttpMethod method, String path, List<String> headers, @Nullable JsonObject body) {
        RequestOptions options = new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setMethod(method)
                .setURI(path)
                .setTimeout(TimeUnit.SECONDS.toMillis(LONGEST_SECONDS));
        for (int i = 0; i < headers.size(); i += 2) {
            options.putHeader(headers.get(i), headers.get(i + 1));
        }
        return http.request(options)
                .compose(request -> body == null ? request.send() : request.send(body.toBuffer()))
                .compose(response -> response.body()
                        .compose(read -> response.statusCode() < 300
                                ? Future.succeededFuture(new Answer(
                                        read.length() == 0 ? new JsonObject() : read.toJsonObject(),
                                        String.valueOf(response.getHeader("Consistency-Token"))))
                                : Future.failedFuture(response.statusCode() + " " + read)));
    }
}
