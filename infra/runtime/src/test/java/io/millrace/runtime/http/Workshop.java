package io.millrace.runtime.http;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.runtime.trace.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A small service on the sample contract, with handlers that can be made to misbehave. */
final class Workshop implements AutoCloseable {

    static final String ID = "01938c5e-7a2b-7c3d-8e4f-5a6b7c8d9e0f";
    private static final Contract CONTRACT = Contract.fromResource("workshop.openapi.yaml");

    final AtomicLong written = new AtomicLong();
    final Health health = new Health();
    final Map<String, ApiHandler> misbehaviour = new ConcurrentHashMap<>();
    final HttpService service;
    private final AtomicInteger heldBack = new AtomicInteger();
    private final Vertx vertx = Vertx.vertx();

    Workshop(HttpLimits limits) {
        this(limits, Tracing.OFF);
    }

    Workshop(HttpLimits limits, Tracing tracing) {
        HttpApi api = HttpApi.builder(CONTRACT, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
                .limits(limits)
                .tracing(tracing)
                .health(health)
                .handle(
                        "addJob",
                        request -> ask("addJob", request, () -> {
                            written.incrementAndGet();
                            return Reply.created("/jobs/" + ID, request.body()).withVersion(1);
                        }))
                .handle("listJobs", request -> ask("listJobs", request, () -> page(request)))
                .handle("showJob", request -> ask("showJob", request, () -> show(request)))
                .handle("dropJob", request -> ask("dropJob", request, () -> Reply.of(204)))
                .handle("overdueJobs", request -> ask("overdueJobs", request, () -> Reply.ok(new JsonObject())))
                .handle(
                        "showNote",
                        request -> ask(
                                "showNote",
                                request,
                                () -> Reply.ok(new JsonObject().put("name", request.text("name")))))
                .build();
        service = await(HttpService.start(vertx, api, new HttpSettings("127.0.0.1", 0, 2, limits)));
    }

    private interface Answer {
        Reply now();
    }

    private Future<Reply> ask(String operation, ApiRequest request, Answer answer) {
        ApiHandler other = misbehaviour.get(operation);
        return other == null ? Future.succeededFuture(answer.now()) : other.handle(request);
    }

    private static Reply page(ApiRequest request) {
        long after = request.optionalText("cursor")
                .map(cursor -> (Long) KeysetCursor.decode(cursor, Long.class).get(0))
                .orElse(0L);
        JsonArray items = new JsonArray();
        for (long i = after + 1; i <= after + request.number("limit"); i++) {
            items.add(i);
        }
        return Reply.page(request, items, Optional.of(KeysetCursor.encode(after + request.number("limit"))));
    }

    private static Reply show(ApiRequest request) {
        EntityTag tag = EntityTag.ofVersion(7);
        return request.ifNoneMatch()
                        .filter(condition -> condition.matchesWeakly(tag))
                        .isPresent()
                ? Reply.notModified(tag.toString())
                : Reply.ok(new JsonObject().put("id", request.text("id"))).withVersion(7);
    }

    Vertx vertx() {
        return vertx;
    }

    /** Answers these only when told to. */
    Promise<Reply> holdBack(String operation) {
        Promise<Reply> answer = Promise.promise();
        misbehaviour.put(operation, request -> {
            heldBack.incrementAndGet();
            return answer.future();
        });
        return answer;
    }

    /** How many requests have come that are held back. */
    int asked() {
        return heldBack.get();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + service.port());
    }

    static HttpLimits limits(int inFlight, Duration time) {
        return new HttpLimits(64 * 1024, inFlight, time, Duration.ofSeconds(5));
    }

    @Override
    public void close() {
        await(service.stop());
        await(vertx.close());
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
