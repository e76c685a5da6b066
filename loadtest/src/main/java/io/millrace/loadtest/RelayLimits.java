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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.UnaryOperator;

/**
 * The relay of a service that has a journal to publish, into a durable queue that nobody reads. Beside RabbitMQ's PerfTest on the
 * same broker, with persistent messages of the size of one event, each confirmed; or after few and after many events that were
 * published long ago. One after the other.
 */
final class RelayLimits implements AutoCloseable {

    private static final String ADMINISTRATOR = "administrator";
    private static final String QUEUE = "limits";
    private static final String SOURCE = "customers";
    private static final int EVENTS = 400_000;
    private static final int FEW = 10_000;
    private static final int LONGEST_SECONDS = 120;

    private final Benchmark benchmark = new Benchmark();
    private final EmbeddedBroker broker;
    private final Connection connection;
    private int eventBytes;

    private RelayLimits() throws Exception {
        List<BrokerAccount> accounts = new ArrayList<>(Services.brokerAccounts(UnaryOperator.identity()));
        accounts.add(BrokerAccount.administrator(ADMINISTRATOR, ADMINISTRATOR));
        broker = EmbeddedBroker.start(benchmark.folder.resolve("broker"), 0, accounts);
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(broker.uri(ADMINISTRATOR));
        connection = factory.newConnection();
    }

    static void run(int seconds, int rounds) throws Exception {
        try (RelayLimits limits = new RelayLimits();
                Journal journal = limits.new Journal("postgres", 0)) {
            List<Double> ratios = new ArrayList<>();
            for (int round = 0; round <= rounds; round++) {
                System.out.println(round == 0 ? "relay: warming up" : "relay: round " + round + " of " + rounds);
                Relayed relayed = limits.relay(journal);
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

    /** @param events that the larger journal holds before those that are relayed */
    static void grow(int events, int rounds) throws Exception {
        try (RelayLimits limits = new RelayLimits();
                Journal few = limits.new Journal("few", FEW);
                Journal many = limits.new Journal("many", events)) {
            Growth.compare("relay", rounds, () -> limits.told(few), () -> limits.told(many));
        }
    }

    /** Events a second. */
    private double told(Journal journal) throws Exception {
        Relayed relayed = relay(journal);
        System.out.printf(
                Locale.ROOT,
                "after %,d events: %.0f events a second, %.1f us of the service's CPU and %.1f us of PostgreSQL's an event%n",
                journal.before,
                relayed.perSecond,
                relayed.serviceMicros,
                relayed.postgresMicros);
        return relayed.perSecond;
    }

    /** A database whose journal ends with the events that are relayed. */
    private final class Journal implements AutoCloseable {

        private final EmbeddedPostgres postgres;
        private final DoubleSupplier postgresCpu;
        private final Pool pool;
        private final int before;

        /** @param before events that were published long ago; rounded down to as many in each partition */
        Journal(String name, int before) throws Exception {
            this.before = before / CustomerJournal.PARTITIONS * CustomerJournal.PARTITIONS;
            Path folder = benchmark.folder.resolve(name);
            postgres = Benchmark.postgres(folder);
            postgresCpu = CpuTime.ofPostgres(folder);
            postgres.service(SOURCE, SOURCE);
            pool = PgBuilder.pool()
                    .connectingTo(postgres.uri(SOURCE))
                    .using(benchmark.vertx)
                    .build();
            service().close(); // makes tables and exchanges
            CustomerJournal.fill(benchmark.vertx, postgres.uri(SOURCE), this.before + EVENTS);
        }

        ServiceProcess service() throws Exception {
            return ServiceProcess.start(
                    SOURCE,
                    "256m",
                    Map.of("MILLRACE_POSTGRES_URI", postgres.uri(SOURCE), "MILLRACE_AMQP_URI", broker.uri(SOURCE)),
                    benchmark.folder);
        }

        void forgetPublished() throws Exception {
            await(pool.query("UPDATE relay_mark SET published = " + before / CustomerJournal.PARTITIONS)
                    .execute());
        }

        /** How many events have been published, more than a number of them. */
        long publishedBeyond(long bound) throws Exception {
            long end = System.nanoTime() + LONGEST_SECONDS * 1_000_000_000L;
            while (System.nanoTime() < end) {
                long published = await(pool.query("SELECT sum(published)::bigint FROM relay_mark")
                                        .execute())
                                .iterator()
                                .next()
                                .getLong(0)
                        - before;
                if (published > bound) {
                    return published;
                }
                Thread.sleep(10);
            }
            throw new IllegalStateException("not published after " + LONGEST_SECONDS + " s");
        }

        @Override
        public void close() throws Exception {
            await(pool.close());
            postgres.close();
        }
    }

    private record Relayed(double perSecond, double serviceMicros, double postgresMicros) {}

    /** From when the service has published something until it has published everything. */
    private Relayed relay(Journal journal) throws Exception {
        try (Channel channel = connection.createChannel()) {
            channel.queueDeclare(QUEUE, true, false, false, Map.of());
            channel.queueBind(QUEUE, SOURCE + ".events", "#");
            journal.forgetPublished();
            double postgresBefore = journal.postgresCpu.getAsDouble();
            try (ServiceProcess service = journal.service()) {
                long first = journal.publishedBeyond(0);
                long began = System.nanoTime();
                double serviceBefore = service.cpu();
                journal.publishedBeyond(EVENTS - 1);
                double took = (System.nanoTime() - began) / 1e9;
                GetResponse message = channel.basicGet(QUEUE, true);
                eventBytes = message.getBody().length
                        / CloudEvents.decode(message.getProps().getContentType(), message.getBody())
                                .size();
                return new Relayed(
                        (EVENTS - first) / took,
                        (service.cpu() - serviceBefore) * 1e6 / (EVENTS - first),
                        (journal.postgresCpu.getAsDouble() - postgresBefore) * 1e6 / EVENTS);
            } finally {
                channel.queueDelete(QUEUE);
            }
        }
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
        broker.close();
        benchmark.close();
    }
}
