package io.millrace.loadtest;

import static io.millrace.loadtest.Benchmark.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.embedded.EmbeddedBroker;
import io.millrace.embedded.EmbeddedMongo;
import io.millrace.embedded.EmbeddedPostgres;
import io.millrace.embedded.Services;
import io.millrace.kit.journal.Journal;
import io.millrace.kit.journal.StoreOptions;
import io.millrace.kit.journal.WriteStore;
import io.millrace.kit.journal.postgres.PostgresStore;
import io.millrace.loadtest.Account.Command;
import io.millrace.messaging.Broker;
import io.millrace.messaging.BrokerOptions;
import io.millrace.messaging.ReplaySource;
import io.millrace.query.QueryService;
import io.millrace.query.QuerySettings;
import io.millrace.runtime.Host;
import io.millrace.runtime.http.HttpSettings;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.BulkOperation;
import io.vertx.ext.mongo.FindOptions;
import io.vertx.ext.mongo.MongoClient;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Rebuilds the customer profiles from a journal on PostgreSQL, over the broker, beside plain bulk upserts of the same documents
 * into the same MongoDB server, one after the other. Everything runs in this JVM, but for PostgreSQL.
 */
final class RebuildLimits {

    private static final int PARTITIONS = 4;
    private static final int BULK = 1_000;
    private static final String PROFILES = "customer-profile";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final int events;
    private final MongoClient mongo;
    private final int port;

    private RebuildLimits(int events, MongoClient mongo, int port) {
        this.events = events;
        this.mongo = mongo;
        this.port = port;
    }

    static void run(int wanted, int rounds) throws Exception {
        int events = wanted / PARTITIONS * PARTITIONS;
        try (Benchmark benchmark = new Benchmark();
                EmbeddedPostgres postgres = EmbeddedPostgres.start(benchmark.folder.resolve("postgres"), 0);
                EmbeddedBroker rabbit = EmbeddedBroker.start(
                        benchmark.folder.resolve("broker"), 0, Services.brokerAccounts(UnaryOperator.identity()));
                EmbeddedMongo store = EmbeddedMongo.start(benchmark.folder.resolve("mongo"), 0)) {
            postgres.service("customers", "customers");
            store.service("query", "query");
            WriteStore<Command, Account, Event> journal = journal(benchmark, postgres, events);
            List<Broker> owners = owners(benchmark, rabbit, journal.journal());
            QueryService service = await(QueryService.start(
                    Host.on(benchmark.vertx),
                    new QuerySettings(
                            URI.create(store.uri("query")),
                            URI.create(rabbit.uri("query")),
                            HttpSettings.loopback(0))));
            MongoClient mongo =
                    MongoClient.create(benchmark.vertx, new JsonObject().put("connection_string", store.uri("query")));
            new RebuildLimits(events, mongo, service.port()).measure(rounds);
            await(service.stop());
            for (Broker owner : owners) {
                await(owner.close());
            }
            await(journal.close());
            await(mongo.close());
        }
    }

    /** As many customers as events, spread over the partitions; as if all had been published long ago. */
    private static WriteStore<Command, Account, Event> journal(Benchmark benchmark, EmbeddedPostgres server, int events)
            throws Exception {
        String uri = server.uri("customers");
        WriteStore<Command, Account, Event> store = await(PostgresStore.<Command, Account, Event>of(Account.TABLE)
                .open(
                        benchmark.vertx,
                        "customers",
                        new Account.Rules(),
                        StoreOptions.of(uri).withPartitions(PARTITIONS)));
        Pool pool = PgBuilder.pool().connectingTo(uri).using(benchmark.vertx).build();
        int each = events / PARTITIONS;
        for (int partition = 0; partition < PARTITIONS; partition++) {
            for (int from = 1; from <= each; from += 10_000) {
                await(pool.query(
                                "INSERT INTO journal SELECT " + partition + ", n, gen_random_uuid(), 'customer', id, 1,"
                                        + " 'CustomerRegistered', 2, now(), json_build_object('customerId', id, 'firstName',"
                                        + " 'Ada ' || n, 'lastName', 'Lovelace', 'email', id || '@example.com'), null"
                                        + " FROM (SELECT n, uuidv7() AS id FROM generate_series(" + from + ", "
                                        + Math.min(each, from + 9_999) + ") AS n) AS customers")
                        .execute());
            }
        }
        await(pool.query("UPDATE journal_head SET position = " + each).execute());
        await(pool.query("UPDATE relay_mark SET published = " + each).execute());
        await(pool.query("ANALYZE").execute());
        await(pool.close());
        return store;
    }

    /** The customers with their journal, and orders without any. */
    private static List<Broker> owners(Benchmark benchmark, EmbeddedBroker rabbit, Journal<?, ?, ?> journal)
            throws Exception {
        List<Broker> owners = new ArrayList<>();
        for (String source : List.of("customers", "catalog", "inventory", "orders")) {
            Broker broker = Broker.create(
                    benchmark.vertx, BrokerOptions.defaults(rabbit.uri(source)), source, new SimpleMeterRegistry());
            await(broker.start());
            broker.publisher(source, PARTITIONS);
            owners.add(broker);
            boolean full = source.equals("customers");
            await(broker.answerReplays(source, full ? replays(journal) : nothing())
                    .start());
        }
        return owners;
    }

    private static ReplaySource replays(Journal<?, ?, ?> journal) {
        return new ReplaySource() {
            @Override
            public Future<List<EventEnvelope>> read(int partition, long after, int limit) {
                return journal.read(partition, after, limit);
            }

            @Override
            public Future<Map<Integer, Long>> heads() {
                return journal.heads();
            }
        };
    }

    private static ReplaySource nothing() {
        return new ReplaySource() {
            @Override
            public Future<List<EventEnvelope>> read(int partition, long after, int limit) {
                return Future.succeededFuture(List.of());
            }

            @Override
            public Future<Map<Integer, Long>> heads() {
                return Future.succeededFuture(Map.of(0, 0L));
            }
        };
    }

    private void measure(int rounds) throws Exception {
        System.out.println("first build of all read models, to have something to rebuild and to warm up");
        awaitGeneration(1);
        int generation = 1;
        for (int round = 1; round <= rounds; round++) {
            double upserts = upserts(PROFILES + ".g" + generation + ".customers");
            double cpu = CpuTime.own();
            long began = System.nanoTime();
            post("/projections/" + PROFILES + "/rebuild");
            generation++;
            long peak = awaitGeneration(generation);
            double seconds = (System.nanoTime() - began) / 1e9;
            double rate = events / seconds;
            System.out.printf(
                    Locale.ROOT,
                    "round %d: bulk upserts %.0f documents a second; rebuild %.0f events a second in %.1f s, %.1f us of this"
                            + " JVM's CPU an event, heap at most %d MB; ratio %.2f (at least 0.7)%n",
                    round,
                    upserts,
                    rate,
                    seconds,
                    (CpuTime.own() - cpu) * 1e6 / events,
                    peak >> 20,
                    rate / upserts);
            drop(generation - 1);
        }
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

    /** Returns when a generation answers and has everything; the most heap that was in use meanwhile, in bytes. */
    private long awaitGeneration(int generation) throws Exception {
        long peak = 0;
        long end = System.nanoTime() + 1_800_000_000_000L;
        while (System.nanoTime() < end) {
            peak = Math.max(
                    peak,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            JsonObject projection = get("/projections/" + PROFILES);
            long reached = 0;
            JsonArray sources = projection.getJsonArray("sources");
            for (int i = 0; i < sources.size(); i++) {
                reached += sources.getJsonObject(i).getLong("checkpoint");
            }
            if (projection.getInteger("generation") == generation && reached >= events) {
                return peak;
            }
            Thread.sleep(100);
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
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static String send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IllegalStateException(response.statusCode() + " " + response.body());
        }
        return response.body();
    }
}
