package io.millrace.runtime.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a service can do its work: named checks, all run at each question. Safe from any thread. */
public final class Health {

    private static final Logger log = LoggerFactory.getLogger(Health.class);
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final Map<String, Supplier<Future<Void>>> checks = new ConcurrentSkipListMap<>();
    private volatile boolean draining;

    /**
     * Adds a check: its future fails, with a message fit for everybody's eyes, when the service is not ready. It counts
     * as failed when it takes longer than two seconds.
     */
    public Health check(String name, Supplier<Future<Void>> check) {
        checks.put(name, check);
        return this;
    }

    /** From now on the service is not ready, because it is stopping. */
    void drain() {
        draining = true;
    }

    boolean isDraining() {
        return draining;
    }

    Reply live() {
        return Reply.ok(new JsonObject().put("status", "up"));
    }

    Future<Reply> ready() {
        Map<String, Future<Void>> running = new TreeMap<>();
        checks.forEach((name, check) -> running.put(name, run(check)));
        List<Future<Void>> all = new ArrayList<>(running.values());
        return Future.join(all).transform(ignored -> Future.succeededFuture(report(running)));
    }

    private Reply report(Map<String, Future<Void>> outcomes) {
        JsonArray details = new JsonArray();
        boolean ready = !draining;
        if (draining) {
            details.add(detail("draining", false).put("detail", "the service is stopping"));
        }
        for (Map.Entry<String, Future<Void>> outcome : outcomes.entrySet()) {
            boolean up = outcome.getValue().succeeded();
            ready &= up;
            JsonObject detail = detail(outcome.getKey(), up);
            details.add(up ? detail : detail.put("detail", reason(outcome.getKey(), outcome.getValue())));
        }
        JsonObject body = new JsonObject().put("status", ready ? "up" : "down").put("checks", details);
        return Reply.json(ready ? 200 : 503, body);
    }

    private static JsonObject detail(String name, boolean up) {
        return new JsonObject().put("name", name).put("status", up ? "up" : "down");
    }

    private static String reason(String name, Future<Void> outcome) {
        Throwable cause = outcome.cause();
        log.debug("Not ready because of {}", name, cause);
        if (cause instanceof TimeoutException) {
            return "no answer within " + LIMIT.toSeconds() + " s";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static Future<Void> run(Supplier<Future<Void>> check) {
        try {
            return check.get().timeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}
