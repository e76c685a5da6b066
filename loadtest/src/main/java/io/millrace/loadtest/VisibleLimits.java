package io.millrace.loadtest;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.MessageProperties;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.MongoClient;
import io.vertx.ext.mongo.UpdateOptions;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * From a command's answer to the query that shows it, at a steady rate; beside it, at the same time and some times a second,
 * what its way is made of at the least: one persistent message through the broker, and one write of a document.
 */
final class VisibleLimits {

    private static final int PROBES_PER_SECOND = 20;

    /** Until both sides' code is compiled: on two cores shared with the compiler, the first half minute is ten times slower. */
    private static final int WARM_UP_SECONDS = 45;

    private static final int BODY = 500;

    private VisibleLimits() {}

    static void run(int perSecond, int seconds, int rounds) throws Exception {
        try (Deployment deployment = new Deployment(List.of("customers"), 0, "256m")) {
            Renames renames = new Renames(deployment);
            System.out.printf("%d s to warm up%n", WARM_UP_SECONDS);
            renames.run(perSecond, WARM_UP_SECONDS);
            System.out.printf("%-8s %-42s %8s %8s %8s %8s%n", "round", "ms", "p50", "p90", "p99", "max");
            for (int round = 1; round <= rounds; round++) {
                try (Probes probes = new Probes(deployment)) {
                    Renames.Seen seen = renames.run(perSecond, seconds);
                    print(round, "command, until its answer", seen.answered());
                    print(round, "from then to the query that shows it", seen.visible());
                    print(round, "a message through the broker", Renames.copy(probes.message));
                    print(round, "a document written", Renames.copy(probes.write));
                    if (seen.failed() > 0) {
                        throw new IllegalStateException(seen.failed() + " failed");
                    }
                }
            }
        }
    }

    static void print(int round, String what, Histogram micros) {
        System.out.printf(
                Locale.ROOT,
                "%-8d %-42s %8.1f %8.1f %8.1f %8.1f%n",
                round,
                what,
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(90) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getMaxValue() / 1e3);
    }

    private static final class Probes implements AutoCloseable {
        private final Histogram message = Renames.histogram();
        private final Histogram write = Renames.histogram();
        private final Connection connection;
        private final Channel sending;
        private final String queue;
        private final MongoClient mongo;
        private final Vertx vertx;
        private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();
        private final long timer;

        Probes(Deployment deployment) throws Exception {
            ConnectionFactory factory = new ConnectionFactory();
            factory.setUri(deployment.brokerUri());
            connection = factory.newConnection();
            sending = connection.createChannel();
            sending.confirmSelect();
            queue = sending.queueDeclare("probe", true, false, true, Map.of()).getQueue();
            Channel receiving = connection.createChannel();
            receiving.basicConsume(queue, false, new DefaultConsumer(receiving) {
                @Override
                public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
                        throws java.io.IOException {
                    Renames.record(
                            message, System.nanoTime() - ByteBuffer.wrap(body).getLong());
                    receiving.basicAck(envelope.getDeliveryTag(), false);
                }
            });
            mongo = deployment.mongo;
            vertx = deployment.benchmark.vertx;
            sender.scheduleAtFixedRate(this::publish, 0, 1000 / PROBES_PER_SECOND, TimeUnit.MILLISECONDS);
            timer = vertx.setPeriodic(1000 / PROBES_PER_SECOND, ignored -> write());
        }

        private void publish() {
            try {
                byte[] body = new byte[BODY];
                ByteBuffer.wrap(body).putLong(System.nanoTime());
                sending.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, body);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private void write() {
            long start = System.nanoTime();
            JsonObject document =
                    new JsonObject().put("_id", "probe").put("n", start).put("text", "x".repeat(BODY));
            mongo.replaceDocumentsWithOptions(
                            "probes", new JsonObject().put("_id", "probe"), document, new UpdateOptions(true))
                    .onSuccess(done -> Renames.record(write, System.nanoTime() - start));
        }

        @Override
        public void close() throws Exception {
            vertx.cancelTimer(timer);
            sender.shutdown();
            sender.awaitTermination(5, TimeUnit.SECONDS);
            connection.close();
        }
    }
}
