package io.millrace.loadtest;

import static io.millrace.loadtest.Benchmark.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.BulkOperation;
import io.vertx.ext.mongo.FindOptions;
import io.vertx.ext.mongo.MongoClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Rebuilds the customer profiles from a journal on PostgreSQL, over the broker, and compares: its rate with plain bulk upserts
 * of the same documents into the same MongoDB server, one after the other; and queries while it runs with queries alone, as
 * customers are renamed meanwhile.
 */
final class RebuildLimits {

    private static final int BULK = 1_000;
    private static final String PROFILES = "customer-profile";
    private static final String HEAP = "512m";
    private static final int CALLERS = 16;
    private static final int RENAMES_PER_SECOND = 50;
    private static final int QUERY_SECONDS = 10;
    private static final int WARM_UP_SECONDS = 45;
    /** With less, a rebuild is mostly its beginning and its end. */
    private static final int FEW = 100_000;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final int events;
    private final Deployment deployment;
    private final MongoClient mongo;
    private final Renames renames;
    private int generation = 1;

    private RebuildLimits(int events, Deployment deployment, Renames renames) {
        this.events = events;
        this.deployment = deployment;
        this.mongo = deployment.mongo;
        this.renames = renames;
    }

    static void run(int wanted, int rounds) throws Exception {
        int events = wanted / CustomerJournal.PARTITIONS * CustomerJournal.PARTITIONS;
        try (Deployment deployment = new Deployment(List.of("customers"), events, HEAP)) {
            System.out.println("first build of all read models, to have something to rebuild and to warm up");
            RebuildLimits limits = new RebuildLimits(events, deployment, new Renames(deployment));
            limits.awaitGeneration();
            Renames.Running renaming = limits.renames.start(RENAMES_PER_SECOND);
            limits.queries(WARM_UP_SECONDS);
            renaming.stop();
            for (int round = 1; round <= rounds; round++) {
                limits.beside(round);
                limits.besideQueries(round);
            }
        }
    }

    /** @param events that the larger read model is made of */
    static void grow(int events, int rounds) throws Exception {
        try (Deployment large = new Deployment(List.of("customers"), events, HEAP);
                Deployment small = new Deployment(List.of("customers"), FEW, HEAP)) {
            System.out.println("rebuild, growth: first build of all read models");
            RebuildLimits many = new RebuildLimits(events, large, new Renames(large));
            RebuildLimits few = new RebuildLimits(FEW, small, new Renames(small));
            many.awaitGeneration();
            few.awaitGeneration();
            Growth.compare("rebuild", rounds, few::rebuilt, many::rebuilt);
        }
    }

    /** Events a second. */
    private double rebuilt() throws Exception {
        double cpu = deployment.service("query").cpu();
        double seconds = rebuild(this::awaitGeneration);
        System.out.printf(
                Locale.ROOT,
                "rebuild of %,d events: %.0f a second in %.1f s, %.1f us of the query service's CPU an event%n",
                events,
                events / seconds,
                seconds,
                (deployment.service("query").cpu() - cpu) * 1e6 / events);
        return events / seconds;
    }

    private void beside(int round) throws Exception {
        double upserts = upserts(PROFILES + ".g" + generation + ".customers");
        double cpu = deployment.service("query").cpu();
        double seconds = rebuild(this::awaitGeneration);
        System.out.printf(
                Locale.ROOT,
                "round %d: bulk upserts %.0f documents a second; rebuild %.0f events a second in %.1f s, %.1f us of the query"
                        + " service's CPU an event; ratio %.2f (at least 0.7)%n",
                round,
                upserts,
                events / seconds,
                seconds,
                (deployment.service("query").cpu() - cpu) * 1e6 / events,
                events / seconds / upserts);
        System.out.printf(
                Locale.ROOT,
                "         the query service has a heap of %s and has had %d MB in all at most%n",
                HEAP,
                deployment.service("query").peakMemory() >> 20);
    }

    /** Callers that ask one query after the other as long as a rebuild runs, and by themselves before and after. */
    private void besideQueries(int round) throws Exception {
        Renames.Running quiet = renames.start(RENAMES_PER_SECOND);
        double before = queries(QUERY_SECONDS);
        Renames.Seen alone = quiet.stop();
        List<Double> rates = new ArrayList<>();
        Renames.Running busy = renames.start(RENAMES_PER_SECOND);
        double seconds = rebuild(() -> {
            while (get("/projections/" + PROFILES).getInteger("generation") != generation) {
                rates.add(queries(1));
            }
        });
        Renames.Seen meanwhile = busy.stop();
        double beside = rates.stream().mapToDouble(rate -> rate).average().orElse(Double.NaN);
        quiet = renames.start(RENAMES_PER_SECOND);
        double after = queries(QUERY_SECONDS);
        int failed = alone.failed() + meanwhile.failed() + quiet.stop().failed();
        System.out.printf(
                Locale.ROOT,
                "round %d: %d callers, queries a second: %.0f before, %.0f while a rebuild ran for %.1f s, %.0f after; ratio"
                        + " %.2f (at least 0.7)%n",
                round,
                CALLERS,
                before,
                beside,
                seconds,
                after,
                2 * beside / (before + after));
        VisibleLimits.print(round, "rename until visible, ms: without a rebuild", alone.visible());
        VisibleLimits.print(round, "  with one (at most 2 s)", meanwhile.visible());
        if (failed > 0) {
            throw new IllegalStateException(failed + " renames failed");
        }
    }

    private double queries(int seconds) throws Exception {
        return ClosedLoop.run(deployment.benchmark.vertx, CALLERS, seconds, () -> 0, () -> 0, renames::query)
                .perSecond();
    }

    private interface Wait {
        void untilDone() throws Exception;
    }

    /** Seconds from the request to the switch. */
    private double rebuild(Wait wait) throws Exception {
        long began = System.nanoTime();
        post("/projections/" + PROFILES + "/rebuild");
        generation++;
        wait.untilDone();
        double seconds = (System.nanoTime() - began) / 1e9;
        drop(generation - 1);
        return seconds;
    }

    /** The least that writing these documents takes: read a page at a time, which is not counted, and upserted. */
    private double upserts(String from) throws Exception {
        String to = "upserts";
        await(mongo.createIndex(to, new JsonObject().put("emailKey", 1)));
        await(mongo.createIndex(to, new JsonObject().put("status", 1).put("_id", 1)));
        long nanos = 0;
        long count = 0;
        String last = "";
        List<JsonObject> page;
        do {
            page = await(mongo.findWithOptions(
                    from,
                    new JsonObject().put("_id", new JsonObject().put("$gt", last)),
                    new FindOptions().setSort(new JsonObject().put("_id", 1)).setLimit(BULK)));
            List<BulkOperation> upserts = new ArrayList<>();
            for (JsonObject document : page) {
                last = document.getString("_id");
                upserts.add(BulkOperation.createReplace(new JsonObject().put("_id", last), document, true));
            }
            if (!upserts.isEmpty()) {
                long began = System.nanoTime();
                await(mongo.bulkWrite(to, upserts));
                nanos += System.nanoTime() - began;
                count += upserts.size();
            }
        } while (page.size() == BULK);
        await(mongo.dropCollection(to));
        return count * 1e9 / nanos;
    }

    /** Returns when the generation answers and has everything. */
    private void awaitGeneration() throws Exception {
        long end = System.nanoTime() + 1_800_000_000_000L;
        while (System.nanoTime() < end) {
            JsonObject projection = get("/projections/" + PROFILES);
            long reached = 0;
            JsonArray sources = projection.getJsonArray("sources");
            for (int i = 0; i < sources.size(); i++) {
                reached += sources.getJsonObject(i).getLong("checkpoint");
            }
            if (projection.getInteger("generation") == generation && reached >= events) {
                return;
            }
            Thread.sleep(20);
        }
        throw new IllegalStateException("generation " + generation + " is not there after half an hour");
    }

    private void drop(int generation) throws Exception {
        send(HttpRequest.newBuilder(address("/projections/" + PROFILES + "/generations/" + generation))
                .DELETE());
        long end = System.nanoTime() + 60_000_000_000L;
        while (get("/projections/" + PROFILES).getJsonArray("generations").size() > 1) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("generation " + generation + " is not removed");
            }
            Thread.sleep(100);
        }
    }

    private JsonObject get(String path) throws Exception {
        return new JsonObject(send(HttpRequest.newBuilder(address(path))));
    }

    private void post(String path) throws Exception {
        send(HttpRequest.newBuilder(address(path)).POST(HttpRequest.BodyPublishers.noBody()));
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + deployment.service("query").port() + path);
    }

    private static String send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IllegalStateException(response.statusCode() + " " + response.body());
        }
        return response.body();
    }
}
