package io.millrace.loadtest;

import static io.millrace.loadtest.Benchmark.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.millrace.contracts.CloudEvents;
import io.millrace.embedded.BrokerAccount;
import io.millrace.embedded.EmbeddedBroker;
import io.millrace.embedded.EmbeddedPostgres;
import io.millrace.embedded.Services;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The relay of a service that has a journal to publish, beside RabbitMQ's PerfTest with persistent messages of the size of one
 * event, each confirmed: the same broker, a durable queue that nobody reads, one after the other.
 */
final class RelayLimits implements AutoCloseable {

    private static final String ADMINISTRATOR = "administrator";
    private static final String QUEUE = "limits";
    private static final String SOURCE = "customers";
    private static final int EVENTS = 400_000;
    private static final int LONGEST_SECONDS = 120;

    private final Benchmark benchmark = new Benchmark();
    private final EmbeddedPostgres postgres;
    private final EmbeddedBroker broker;
    private final Pool pool;
    private final Connection connection;
    private int eventBytes;

    private RelayLimits() throws Exception {
        postgres = Benchmark.postgres(benchmark.folder.resolve("postgres"));
        postgres.service(SOURCE, SOURCE);
        pool = PgBuilder.pool()
                .connectingTo(postgres.uri(SOURCE))
                .using(benchmark.vertx)
                .build();
        List<BrokerAccount> accounts = new ArrayList<>(Services.brokerAccounts(UnaryOperator.identity()));
        accounts.add(BrokerAccount.administrator(ADMINISTRATOR, ADMINISTRATOR));
        broker = EmbeddedBroker.start(benchmark.folder.resolve("broker"), 0, accounts);
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(broker.uri(ADMINISTRATOR));
        connection = factory.newConnection();
        service().close(); // makes tables and exchanges
        CustomerJournal.fill(benchmark.vertx, postgres.uri(SOURCE), EVENTS);
    }

    static void run(int seconds, int rounds) throws Exception {
        try (RelayLimits limits = new RelayLimits()) {
            List<Double> ratios = new ArrayList<>();
            for (int round = 0; round <= rounds; round++) {
                System.out.println(round == 0 ? "relay: warming up" : "relay: round " + round + " of " + rounds);
                Relayed relayed = limits.relay();
                double messages = limits.perfTest(seconds);
                if (round > 0) {
                    ratios.add(relayed.perSecond / messages);
                    System.out.printf(
                            Locale.ROOT,
                            "PerfTest %.0f messages of %d bytes a second; relay %.0f events a second, %.1f us of the service's CPU"
                                    + " and %.1f us of PostgreSQL's an event; ratio %.2f%n",
                            messages,
                            limits.eventBytes,
                            relayed.perSecond,
                            relayed.serviceMicros,
                            relayed.postgresMicros,
                            relayed.perSecond / messages);
                }
            }
            ratios.sort(null);
            System.out.printf(
                    Locale.ROOT, "relay against PerfTest %.2f times (at least 2)%n", ratios.get(ratios.size() / 2));
        }
    }

    private ServiceProcess service() throws Exception {
        return ServiceProcess.start(
                SOURCE,
                "256m",
                Map.of("MILLRACE_POSTGRES_URI", postgres.uri(SOURCE), "MILLRACE_AMQP_URI", broker.uri(SOURCE)),
                benchmark.folder);
    }

    private record Relayed(double perSecond, double serviceMicros, double postgresMicros) {}

    /** From when the service has published something until it has published everything. */
    private Relayed relay() throws Exception {
        try (Channel channel = connection.createChannel()) {
            channel.queueDeclare(QUEUE, true, false, false, Map.of());
            channel.queueBind(QUEUE, SOURCE + ".events", "#");
            await(pool.query("UPDATE relay_mark SET published = 0").execute());
            double postgresBefore = CpuTime.ofPostgres(benchmark.folder).getAsDouble();
            try (ServiceProcess service = service()) {
                long first = publishedBeyond(0);
                long began = System.nanoTime();
                double serviceBefore = service.cpu();
                publishedBeyond(EVENTS - 1);
                double took = (System.nanoTime() - began) / 1e9;
                GetResponse message = channel.basicGet(QUEUE, true);
                eventBytes = message.getBody().length
                        / CloudEvents.decode(message.getProps().getContentType(), message.getBody())
                                .size();
                return new Relayed(
                        (EVENTS - first) / took,
                        (service.cpu() - serviceBefore) * 1e6 / (EVENTS - first),
                        (CpuTime.ofPostgres(benchmark.folder).getAsDouble() - postgresBefore) * 1e6 / EVENTS);
            } finally {
                channel.queueDelete(QUEUE);
            }
        }
    }

    private long publishedBeyond(long bound) throws Exception {
        long end = System.nanoTime() + LONGEST_SECONDS * 1_000_000_000L;
        while (System.nanoTime() < end) {
            long published = await(pool.query("SELECT sum(published)::bigint FROM relay_mark")
                            .execute())
                    .iterator()
                    .next()
                    .getLong(0);
            if (published > bound) {
                return published;
            }
            Thread.sleep(10);
        }
        throw new IllegalStateException("not published after " + LONGEST_SECONDS + " s");
    }

    private double perfTest(int seconds) throws Exception {
        try (Channel channel = connection.createChannel()) {
            double rate = PerfTest.run(broker.uri(ADMINISTRATOR), "perf-test", eventBytes, seconds);
            channel.queueDelete("perf-test");
            return rate;
        }
    }

    @Override
    public void close() throws Exception {
        connection.close();
        await(pool.close());
        broker.close();
        postgres.close();
        benchmark.close();
    }
}
