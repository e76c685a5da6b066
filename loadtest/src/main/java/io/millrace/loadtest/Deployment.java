package io.millrace.loadtest;

import static io.millrace.loadtest.Benchmark.await;
import static java.util.Objects.requireNonNull;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.contracts.EventEnvelope;
import io.millrace.embedded.BrokerAccount;
import io.millrace.embedded.EmbeddedBroker;
import io.millrace.embedded.EmbeddedMongo;
import io.millrace.embedded.EmbeddedPostgres;
import io.millrace.embedded.Services;
import io.millrace.messaging.Broker;
import io.millrace.messaging.BrokerOptions;
import io.millrace.messaging.ReplaySource;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.MongoClient;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Some services, each a process of its own, with their servers in this JVM; the others are there to say that they have no
 * events.
 */
final class Deployment implements AutoCloseable {

    private static final String ADMINISTRATOR = "administrator";

    final Benchmark benchmark = new Benchmark();
    final MongoClient mongo;
    final EmbeddedPostgres postgres;
    private final Map<String, ServiceProcess> services = new LinkedHashMap<>();
    private final EmbeddedBroker broker;
    private final EmbeddedMongo store;
    private final int partitions;
    private final @Nullable String queryHeap;
    private final List<Broker> others = new ArrayList<>();

    /**
     * @param started which command services there are
     * @param events of customers that were registered long ago, as many in each partition
     * @param queryHeap the most heap that the query service may have; null for no query service
     */
    Deployment(List<String> started, int events, @Nullable String queryHeap) throws Exception {
        this(started, events, queryHeap, CustomerJournal.PARTITIONS);
    }

    /** @param partitions of each command service's journal */
    Deployment(List<String> started, int events, @Nullable String queryHeap, int partitions) throws Exception {
        this.partitions = partitions;
        postgres = Benchmark.postgres(benchmark.folder.resolve("postgres"));
        List<BrokerAccount> accounts = new ArrayList<>(Services.brokerAccounts(UnaryOperator.identity()));
        accounts.add(BrokerAccount.administrator(ADMINISTRATOR, ADMINISTRATOR));
        broker = EmbeddedBroker.start(benchmark.folder.resolve("broker"), 0, accounts);
        store = EmbeddedMongo.start(benchmark.folder.resolve("mongo"), 0);
        store.service("query", "query");
        mongo = MongoClient.create(benchmark.vertx, new JsonObject().put("connection_string", store.uri("query")));
        if (events > 0) {
            command("customers").close(); // makes the tables
            CustomerJournal.fill(benchmark.vertx, postgres.uri("customers"), events);
        }
        for (String service : List.of("customers", "catalog", "inventory", "orders")) {
            if (started.contains(service)) {
                services.put(service, command(service));
            } else {
                others.add(withoutEvents(service));
            }
        }
        this.queryHeap = queryHeap;
        if (queryHeap != null) {
            services.put("query", query(queryHeap));
        }
    }

    private ServiceProcess query(String heap) throws Exception {
        return ServiceProcess.start(
                "query",
                heap,
                Map.of("MILLRACE_MONGO_URI", store.uri("query"), "MILLRACE_AMQP_URI", broker.uri("query")),
                benchmark.folder);
    }

    /** Ends all services and starts them anew, at other ports, so that none has compiled anything yet. */
    void restart() throws Exception {
        for (String service : List.copyOf(services.keySet())) {
            service(service).close();
            services.put(service, service.equals("query") ? query(requireNonNull(queryHeap)) : command(service));
        }
    }

    private ServiceProcess command(String service) throws Exception {
        boolean onMongo = service.equals("catalog");
        if (onMongo) {
            store.service(service, service);
        } else {
            postgres.service(service, service);
        }
        return ServiceProcess.start(
                service,
                "256m",
                Map.of(
                        onMongo ? "MILLRACE_MONGO_URI" : "MILLRACE_POSTGRES_URI",
                        onMongo ? store.uri(service) : postgres.uri(service),
                        "MILLRACE_AMQP_URI",
                        broker.uri(service),
                        "MILLRACE_PARTITIONS",
                        Integer.toString(partitions)),
                benchmark.folder);
    }

    /** A service that was started, or {@code query}. */
    ServiceProcess service(String name) {
        return requireNonNull(services.get(name), name);
    }

    /** The query service's database, credentials included. */
    String readModels() {
        return store.uri("query");
    }

    private Broker withoutEvents(String source) throws Exception {
        Broker owner = Broker.create(
                benchmark.vertx, BrokerOptions.defaults(broker.uri(source)), source, new SimpleMeterRegistry());
        await(owner.start());
        owner.publisher(source, CustomerJournal.PARTITIONS);
        await(owner.answerReplays(source, new ReplaySource() {
                    @Override
                    public Future<List<EventEnvelope>> read(int partition, long after, int limit) {
                        return Future.succeededFuture(List.of());
                    }

                    @Override
                    public Future<Map<Integer, Long>> heads() {
                        return Future.succeededFuture(Map.of(0, 0L));
                    }
                })
                .start());
        return owner;
    }

    /** Where an account that may do everything finds the broker. */
    String brokerUri() {
        return broker.uri(ADMINISTRATOR);
    }

    /** To a command service's database; the caller closes it. */
    Pool pool(String service) {
        return PgBuilder.pool()
                .connectingTo(postgres.uri(service))
                .using(benchmark.vertx)
                .build();
    }

    /** Puts a service's events into a queue that nobody reads: without any, there is nowhere to publish them to. */
    void keepEventsOf(String service, String queue) throws Exception {
        onBroker(channel -> {
            channel.queueDeclare(queue, true, false, false, Map.of());
            channel.queueBind(queue, service + ".events", "#");
        });
    }

    /** Empties a queue. */
    void purge(String queue) throws Exception {
        onBroker(channel -> channel.queuePurge(queue));
    }

    private interface BrokerCall {
        void on(Channel channel) throws IOException;
    }

    private void onBroker(BrokerCall call) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(brokerUri());
        try (Connection connection = factory.newConnection()) {
            call.on(connection.createChannel());
        }
    }

    @Override
    public void close() throws Exception {
        for (ServiceProcess service : services.values()) {
            service.close();
        }
        for (Broker other : others) {
            await(other.close());
        }
        await(mongo.close());
        store.close();
        broker.close();
        postgres.close();
        benchmark.close();
    }
}
