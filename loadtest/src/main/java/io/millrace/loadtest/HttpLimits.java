package io.millrace.loadtest;

import static io.millrace.loadtest.Benchmark.CALLERS;
import static io.millrace.loadtest.Benchmark.PAYLOAD;
import static io.millrace.loadtest.Benchmark.await;

import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.DoubleSupplier;

/**
 * Commands over HTTP beside pgbench on the same embedded PostgreSQL, orders of one product beside pgbench on one row, and
 * queries beside a handler that does no more than to ask for the same document; each in turn, round by round. Commands are
 * measured with the services that they need, and again with all others and all read models, which share the machine then.
 * Services and the generator are processes of their own; the embedded broker and MongoDB server are in this one.
 */
final class HttpLimits implements AutoCloseable {

    private static final String NAIVE = "pgbench naive, 64 clients";
    private static final String ONE_ROW = "pgbench naive on one row, 64 clients";
    private static final List<String> LIMITS = List.of(NAIVE, ONE_ROW);
    private static final String REGISTER = "POST /customers, 64 connections";
    private static final String ORDER = "POST /orders of one product, answered";
    private static final String CONSTANT = "a bare handler with a constant";
    private static final String ONE_FIND = "a bare handler with one find";
    private static final String GET = "GET /orders/{id}, 64 connections";

    private static final List<String> COMMAND_SERVICES = List.of("customers", "catalog", "inventory", "orders");
    private static final String QUERY_HEAP = "256m";
    private static final String UNREAD = "limits";
    private static final String REGISTRATION = """
            - randomUUID: key
            - httpRequest:
                POST: /customers
                headers:
                  content-type: application/json
                body:
                  pattern: '{"firstName":"Ada","lastName":"Lovelace","email":"${key}@example.com"}'
            """;
    /** Of each of our stretches, until what they need is compiled; the limits are compiled already. */
    private static final int WARM_UP_SECONDS = 60;
    /** Commands a second where what is to stay small grows meanwhile. */
    private static final int WARM_UP_RATE = 300;

    private final Deployment deployment;
    private final Generator generator;
    private final Pool registrations;
    private final Pgbench pgbench;

    private HttpLimits(Deployment deployment) throws Exception {
        this.deployment = deployment;
        this.generator = new Generator(deployment.benchmark.folder);
        deployment.postgres.service("limits", "limits");
        Pool pool = deployment.pool("limits");
        await(pool.query(PostgresLimits.resource("/pgbench/schema.sql"))
                .execute()
                .eventually(pool::close));
        registrations = deployment.pool("customers");
        DoubleSupplier cpu = CpuTime.ofPostgres(deployment.benchmark.folder.resolve("postgres"));
        pgbench = new Pgbench(deployment.postgres.port(), "limits", "limits", PAYLOAD, cpu);
    }

    /** Commands of customers, without and with partitions. */
    static void commands(int seconds, int rounds) throws Exception {
        customersAlone(1, seconds, rounds);
        customersAlone(CustomerJournal.PARTITIONS, seconds, rounds);
    }

    private static void customersAlone(int partitions, int seconds, int rounds) throws Exception {
        try (Deployment deployment = new Deployment(List.of("customers"), 0, null, partitions);
                HttpLimits limits = new HttpLimits(deployment)) {
            System.out.println("HTTP: customers alone, of partitions " + partitions + "; nobody reads its events");
            deployment.keepEventsOf("customers", UNREAD);
            Medians medians = measured(seconds, rounds, round -> {
                limits.beside(round, NAIVE, "naive", REGISTER, limits::register);
                deployment.purge(UNREAD);
            });
            print(
                    "POST /customers against naive, partitions " + partitions,
                    medians.ratio(REGISTER, NAIVE),
                    " (at least 2)");
        }
    }

    /** Orders of one product. */
    static void orders(int seconds, int rounds) throws Exception {
        try (Deployment deployment = new Deployment(COMMAND_SERVICES, 0, null);
                HttpLimits limits = new HttpLimits(deployment);
                HotOrders of = new HotOrders(deployment, limits.generator)) {
            System.out.println("HTTP: the command services, no read models");
            Medians medians = measured(
                    seconds, rounds, round -> limits.beside(round, ONE_ROW, "naive_hot", ORDER, of::placedAndAnswered));
            print("orders of one product against one row", medians.ratio(ORDER, ONE_ROW), " (at least 3)");
        }
    }

    /** All that, and queries, with all services and read models. */
    static void everything(int seconds, int rounds) throws Exception {
        try (Deployment deployment = new Deployment(COMMAND_SERVICES, 0, QUERY_HEAP);
                HttpLimits limits = new HttpLimits(deployment);
                HotOrders of = new HotOrders(deployment, limits.generator);
                ServiceProcess bare = limits.bare()) {
            System.out.println("HTTP: everything, with all read models");
            of.awaitShown();
            Medians medians = measured(seconds, rounds, round -> limits.everyStretch(round, of, bare));
            print("POST /customers beside its read models", medians.ratio(REGISTER, NAIVE), "");
            print("orders of one product beside read models", medians.ratio(ORDER, ONE_ROW), "");
            print("GET /orders/{id} against one find", medians.ratio(GET, ONE_FIND), " (at least 0.8)");
        }
    }

    /**
     * A system with few events, those that are made while it is warmed up and measured, beside one with many, each measured in
     * turn. The services of the grown one start anew before, or what they have compiled meanwhile would hide what it costs
     * to have grown.
     */
    static void grow(int events, int seconds, int rounds) throws Exception {
        try (Whole many = new Whole(events);
                Whole few = new Whole(0)) {
            System.out.println("HTTP: growing to " + events + " events of customers, and as many of orders");
            many.of.growTo(events);
            many.deployment.restart();
            few.of.awaitCaughtUp();
            many.of.awaitCaughtUp();
            System.out.println("HTTP: warming up");
            many.warmUp();
            few.warmUp();
            Medians medians = new Medians();
            for (int round = 1; round <= rounds; round++) {
                System.out.printf("HTTP: round %d of %d; few: %s; many: %s%n", round, rounds, few.size(), many.size());
                for (Whole each : round % 2 == 0 ? List.of(many, few) : List.of(few, many)) {
                    each.measure(seconds, each == few ? "few" : "many", medians);
                }
            }
            System.out.printf("in the end few: %s; many: %s%n", few.size(), many.size());
            medians.print();
            for (String what : List.of(REGISTER, ORDER, CONSTANT, ONE_FIND, GET)) {
                System.out.printf(
                        Locale.ROOT,
                        "%-45s %6.2f of that with few%s%n",
                        what,
                        medians.ratio(what + ", many", what + ", few"),
                        what.equals(CONSTANT) ? " (which knows no events: how much is chance)" : " (at least 0.9)");
            }
        }
    }

    /** Everything there is, with what measures it. */
    private static final class Whole implements AutoCloseable {
        private final Deployment deployment;
        private final HttpLimits limits;
        private final HotOrders of;
        private final ServiceProcess bare;

        Whole(int events) throws Exception {
            deployment = new Deployment(COMMAND_SERVICES, events, QUERY_HEAP);
            limits = new HttpLimits(deployment);
            of = new HotOrders(deployment, limits.generator);
            bare = limits.bare();
            of.awaitShown();
        }

        /** Commands at a rate with which it stays small. */
        void warmUp() throws Exception {
            Generator generator = limits.generator;
            int seconds = WARM_UP_SECONDS;
            generator.warmUp(deployment.service("customers").port(), WARM_UP_RATE, seconds, REGISTRATION);
            generator.warmUp(deployment.service("orders").port(), WARM_UP_RATE, seconds, of.steps());
            for (String path : List.of("/constant", "/orders/${id}")) {
                generator.run(bare.port(), CALLERS, seconds / 4, of.get(path), bare::cpu);
            }
            limits.load("query", of.get("/orders/${id}"), seconds / 4);
            of.awaitCaughtUp();
        }

        /** Nothing is left to do when it ends, so that the next stretch has the machine for itself. */
        void measure(int seconds, String size, Medians medians) throws Exception {
            limits.ours(
                    new Round(seconds, (name, stretch) -> {
                        medians.measure(name + ", " + size, stretch);
                        of.awaitCaughtUp();
                    }),
                    of,
                    bare);
        }

        String size() throws Exception {
            return String.format(
                    Locale.ROOT,
                    "%,d events of customers, %,d of orders",
                    HotOrders.head(limits.registrations),
                    of.events());
        }

        @Override
        public void close() throws Exception {
            bare.close();
            of.close();
            limits.close();
            deployment.close();
        }
    }

    // ---- rounds ----

    /** How long a stretch is, and what is done with what it measures. */
    private record Round(int seconds, Stretches stretches) {

        void take(String name, Callable<Measured> stretch) throws Exception {
            stretches.take(name, stretch);
        }
    }

    private interface Stretches {
        void take(String name, Callable<Measured> stretch) throws Exception;
    }

    private interface Interleaved {
        void in(Round round) throws Exception;
    }

    private interface Stretch {
        Measured of(int seconds) throws Exception;
    }

    private static Medians measured(int seconds, int rounds, Interleaved interleaved) throws Exception {
        System.out.println("HTTP: warming up");
        interleaved.in(new Round(Math.max(seconds, WARM_UP_SECONDS), (name, stretch) -> {
            if (!LIMITS.contains(name)) {
                stretch.call();
            }
        }));
        Medians medians = new Medians();
        for (int round = 1; round <= rounds; round++) {
            System.out.println("HTTP: round " + round + " of " + rounds);
            interleaved.in(new Round(seconds, medians::measure));
        }
        medians.print();
        return medians;
    }

    private void beside(Round round, String limit, String script, String ours, Stretch stretch) throws Exception {
        round.take(limit, () -> pgbench.run(script, CALLERS, round.seconds()));
        round.take(ours, () -> stretch.of(round.seconds()));
    }

    private void everyStretch(Round round, HotOrders of, ServiceProcess bare) throws Exception {
        round.take(NAIVE, () -> pgbench.run("naive", CALLERS, round.seconds()));
        round.take(ONE_ROW, () -> pgbench.run("naive_hot", CALLERS, round.seconds()));
        ours(round, of, bare);
    }

    private void ours(Round round, HotOrders of, ServiceProcess bare) throws Exception {
        int seconds = round.seconds();
        round.take(REGISTER, () -> register(seconds));
        round.take(ORDER, () -> of.placedAndAnswered(seconds));
        round.take(CONSTANT, () -> generator.run(bare.port(), CALLERS, seconds, of.get("/constant"), bare::cpu));
        round.take(ONE_FIND, () -> generator.run(bare.port(), CALLERS, seconds, of.get("/orders/${id}"), bare::cpu));
        round.take(GET, () -> load("query", of.get("/orders/${id}"), seconds));
    }

    private Measured register(int seconds) throws Exception {
        return load("customers", REGISTRATION, seconds);
    }

    private Measured load(String service, String steps, int seconds) throws Exception {
        ServiceProcess process = deployment.service(service);
        return generator.run(process.port(), CALLERS, seconds, steps, process::cpu);
    }

    private ServiceProcess bare() throws Exception {
        return ServiceProcess.start(
                "bare",
                BareQueries.class.getName(),
                "256m",
                Map.of("MILLRACE_MONGO_URI", deployment.readModels(), "MILLRACE_COLLECTION", "order-history.g1.orders"),
                deployment.benchmark.folder);
    }

    private static void print(String what, double ratio, String least) {
        System.out.printf(Locale.ROOT, "%-45s %6.2f times%s%n", what, ratio, least);
    }

    @Override
    public void close() throws Exception {
        generator.close();
        await(registrations.close());
    }
}
