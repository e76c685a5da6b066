package io.millrace.query.projection;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.millrace.contracts.ConsistencyToken;
import io.millrace.messaging.Broker;
import io.millrace.messaging.PartitionProgress;
import io.millrace.messaging.Subscription;
import io.millrace.messaging.SubscriptionOptions;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.ext.mongo.MongoClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One projection with its subscriptions, one for each source. Thread-safe. */
final class RunningProjection {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final Projection projection;
    private final Generation generation;
    private final ProjectionRun run;
    private final RunMetrics metrics;
    private final ReadModel readModel;
    private final Map<String, Subscription> subscriptions = new TreeMap<>();

    RunningProjection(Context context, MongoClient mongo, Broker broker, MeterRegistry meters, Projection projection) {
        this.projection = projection;
        this.generation = Generation.first(projection);
        this.metrics = new RunMetrics(meters, projection.name());
        this.run = new ProjectionRun(
                context,
                projection,
                new MongoDocumentStore(mongo, projection, generation),
                new MongoDeadLetters(mongo, generation),
                metrics);
        this.readModel = new ReadModel(mongo, projection, generation, run, () -> status().lag());
        for (String source : projection.sources()) {
            SubscriptionOptions options = SubscriptionOptions.of("query." + projection.name(), source);
            subscriptions.put(source, broker.subscribe(options, () -> checkpoints(source), run::handle));
        }
        gauges(meters);
    }

    Projection projection() {
        return projection;
    }

    ReadModel readModel() {
        return readModel;
    }

    /** Begins; the store and the broker may be down. */
    void start() {
        run.start();
        subscriptions.values().forEach(Subscription::start);
        run.gaveUp().onComplete(end -> stopListening());
    }

    Future<Void> stop() {
        return run.stop(STOP_LIMIT).eventually(this::stopListening);
    }

    ProjectionStatus status() {
        Checkpoint checkpoint = run.checkpoint();
        Instant now = Instant.now();
        List<ProjectionStatus.Partition> partitions = new ArrayList<>();
        subscriptions.forEach((source, subscription) -> new TreeMap<>(subscription.progress())
                .values()
                .forEach(progress -> partitions.add(partition(source, progress, checkpoint, now))));
        return new ProjectionStatus(
                projection.name(),
                projection.version(),
                generation.number(),
                run.state(),
                run.error().map(Throwable::getMessage),
                partitions,
                metrics.events(),
                metrics.eventsPerSecond());
    }

    private static ProjectionStatus.Partition partition(
            String source, PartitionProgress progress, Checkpoint checkpoint, Instant now) {
        long reached = checkpoint.position(ConsistencyToken.key(source, progress.partition()));
        long head = Math.max(progress.head(), reached);
        Duration lag = head == reached ? Duration.ZERO : progress.lag(now);
        return new ProjectionStatus.Partition(source, progress.partition(), reached, head, lag);
    }

    private Future<Map<Integer, Long>> checkpoints(String source) {
        return run.storedPositions().map(stored -> {
            Map<Integer, Long> ofSource = new HashMap<>();
            stored.forEach((partition, position) -> {
                int slash = partition.indexOf('/');
                if (partition.substring(0, slash).equals(source)) {
                    ofSource.put(Integer.parseInt(partition.substring(slash + 1)), position);
                }
            });
            return ofSource;
        });
    }

    private Future<Void> stopListening() {
        return Future.join(
                        subscriptions.values().stream().map(Subscription::stop).toList())
                .mapEmpty();
    }

    private void gauges(MeterRegistry meters) {
        Tags tags = Tags.of("projection", projection.name());
        Gauge.builder(
                        "millrace.projection.lag.seconds",
                        this,
                        running -> running.status().lag().toMillis() / 1000.0)
                .description("How long the oldest event not applied has been waiting")
                .tags(tags)
                .register(meters);
        Gauge.builder("millrace.projection.lag.positions", this, RunningProjection::lagPositions)
                .description("Events known to exist and not applied")
                .tags(tags)
                .register(meters);
    }

    private double lagPositions() {
        return (double) status().partitions().stream()
                .mapToLong(partition -> partition.head() - partition.checkpoint())
                .sum();
    }
}
