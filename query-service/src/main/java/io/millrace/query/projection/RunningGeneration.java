package io.millrace.query.projection;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.millrace.contracts.CloudEvents;
import io.millrace.contracts.ConsistencyToken;
import io.millrace.messaging.DeadMessage;
import io.millrace.messaging.DeadQueue;
import io.millrace.messaging.PartitionProgress;
import io.millrace.messaging.Subscription;
import io.millrace.messaging.SubscriptionOptions;
import io.millrace.runtime.trace.EventSpans;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One generation of a projection in this process: its run on a worker context of its own, for reading and folding hundreds of
 * events is too much for an event loop, and its subscriptions, one for each source. A generation that another version of
 * the projection makes is only read. Thread-safe.
 */
final class RunningGeneration {

    private static final Logger log = LoggerFactory.getLogger(RunningGeneration.class);
    /** Of one partition at a time: what catches up does it in great steps, each of which is one write of many documents. */
    private static final int MOST_EVENTS = 2_000;

    private static final int MOST_TEXT = 65_536;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    static final Duration DELETE_LIMIT = Duration.ofSeconds(5);

    private final Resources resources;
    private final Projection projection;
    private final Generation generation;
    private final boolean kept;
    private final IntSupplier others;
    private final BiConsumer<Checkpoint, Set<String>> changes;
    private final RunMetrics metrics;
    private final ProgressRate rate = new ProgressRate();
    private final List<Meter> gauges = new ArrayList<>();
    private final Map<String, Subscription> subscriptions = new TreeMap<>();
    private volatile @Nullable ProjectionRun run;
    private volatile @Nullable DeadQueue deadQueue;
    private volatile String deployment = "";

    private RunningGeneration(
            Resources resources,
            Projection projection,
            Generation generation,
            boolean kept,
            IntSupplier others,
            BiConsumer<Checkpoint, Set<String>> changes,
            Supplier<EventSpans> traced) {
        this.resources = resources;
        this.projection = projection;
        this.generation = generation;
        this.kept = kept;
        this.others = others;
        this.changes = changes;
        this.metrics = new RunMetrics(resources.meters(), generation, traced);
    }

    /**
     * Begins; the store and the broker may be down.
     *
     * @param kept whether to apply events, rather than only to read what another version makes
     * @param others how many there are to give way to after a batch; asked on any thread
     * @param changes hears of topics that have changed
     * @param traced makes the spans of each batch; asked on any thread
     */
    static Future<RunningGeneration> start(
            Resources resources,
            Projection projection,
            Generation generation,
            boolean kept,
            IntSupplier others,
            BiConsumer<Checkpoint, Set<String>> changes,
            Supplier<EventSpans> traced) {
        RunningGeneration started =
                new RunningGeneration(resources, projection, generation, kept, others, changes, traced);
        return resources
                .vertx()
                .deployVerticle(started.home(), new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER))
                .map(deployed -> {
                    started.deployment = deployed;
                    return started;
                });
    }

    private VerticleBase home() {
        return new VerticleBase() {
            @Override
            public Future<?> start() {
                ProjectionRun started = new ProjectionRun(
                        context,
                        projection,
                        generation,
                        new MongoDocumentStore(resources.mongo(), projection, generation),
                        new MongoDeadLetters(resources.mongo(), generation),
                        metrics,
                        others,
                        changes);
                run = started;
                if (kept) {
                    begin(started);
                }
                return Future.succeededFuture();
            }
        };
    }

    private void begin(ProjectionRun started) {
        for (String source : projection.sources()) {
            SubscriptionOptions options =
                    SubscriptionOptions.of(generation.subscriber(), source).withMaxBatch(MOST_EVENTS);
            subscriptions.put(
                    source, resources.broker().subscribe(options, () -> checkpoints(source), started::handle));
        }
        deadQueue = resources
                .broker()
                .deadMessages(
                        requireNonNull(Vertx.currentContext()),
                        generation.subscriber(),
                        message -> started.keep(unreadable(message)));
        gauges();
        started.start();
        subscriptions.values().forEach(Subscription::start);
        started.gaveUp().onComplete(end -> stopListening());
    }

    Generation generation() {
        return generation;
    }

    /** Whether this process applies events to it. */
    boolean kept() {
        return kept;
    }

    ProjectionRun run() {
        return requireNonNull(run, "deployed");
    }

    /** Finishes the batch in flight and stops listening, first of all, so that nothing is refused that would be delivered again. */
    Future<Void> stop() {
        gauges.forEach(resources.meters()::remove);
        Future<Void> deaf = stopListening();
        return run().stop(STOP_LIMIT).eventually(() -> deaf);
    }

    /** Gives its thread back; after {@link #stop}, and when the broker uses it no more. */
    Future<Void> close() {
        return resources.vertx().undeploy(deployment);
    }

    /** Removes its queues; after {@link #stop}. */
    Future<Void> deleteQueues() {
        return resources.broker().deleteSubscriber(generation.subscriber(), projection.sources(), DELETE_LIMIT);
    }

    /** The first {@value #MOST_TEXT} characters of it, with a mark for each byte that is none. */
    private static DeadLetter unreadable(DeadMessage message) {
        String text = message.body().toString(StandardCharsets.UTF_8);
        String error;
        try {
            CloudEvents.decode(message.contentType(), message.body().getBytes());
            error = "not from its source, or of no partition or position that could be";
        } catch (RuntimeException e) {
            error = String.valueOf(e.getMessage());
        }
        String key = message.routingKey();
        int dot = key.indexOf('.');
        return DeadLetter.ofMessage(
                dot < 0 ? key : key.substring(0, dot), text.substring(0, Math.min(text.length(), MOST_TEXT)), error);
    }

    private Future<Void> stopListening() {
        DeadQueue dead = deadQueue;
        if (dead != null) {
            dead.stop();
        }
        return Future.join(
                        subscriptions.values().stream().map(Subscription::stop).toList())
                .mapEmpty();
    }

    /** How far it is, sorted by source and partition; what this process knows. */
    List<ProjectionStatus.Partition> partitions() {
        Checkpoint checkpoint = run().checkpoint();
        Instant now = Instant.now();
        List<ProjectionStatus.Partition> partitions = new ArrayList<>();
        subscriptions.forEach((source, subscription) -> new TreeMap<>(subscription.progress())
                .values()
                .forEach(progress -> partitions.add(partition(source, progress, checkpoint, now))));
        return partitions;
    }

    private static ProjectionStatus.Partition partition(
            String source, PartitionProgress progress, Checkpoint checkpoint, Instant now) {
        long reached = checkpoint.position(ConsistencyToken.key(source, progress.partition()));
        long head = Math.max(progress.head(), reached);
        Duration lag = head == reached ? Duration.ZERO : progress.lag(now);
        return new ProjectionStatus.Partition(source, progress.partition(), reached, head, lag);
    }

    /** The longest of the partitions' lags. */
    Duration lag() {
        return partitions().stream()
                .map(ProjectionStatus.Partition::lag)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** Where all partitions ended when their owners last told; empty until all owners have. */
    Optional<Map<String, Long>> heads() {
        Map<String, Long> heads = new HashMap<>();
        for (Map.Entry<String, Subscription> subscription : subscriptions.entrySet()) {
            Optional<Map<Integer, Long>> told = subscription.getValue().ownerHeads();
            if (told.isEmpty()) {
                return Optional.empty();
            }
            told.get()
                    .forEach((partition, head) ->
                            heads.put(ConsistencyToken.key(subscription.getKey(), partition), head));
        }
        return Optional.of(heads);
    }

    /** The owners that have not told yet how far their journals go. */
    List<String> silentOwners() {
        return subscriptions.entrySet().stream()
                .filter(subscription -> subscription.getValue().ownerHeads().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    RunMetrics metrics() {
        return metrics;
    }

    /** How fast its checkpoint moves, whichever process moves it; to be told by {@link #look}. */
    ProgressRate rate() {
        return rate;
    }

    /** Loads the checkpoint as it is stored, which another process may have moved. */
    Future<Checkpoint> look() {
        return run().refresh().onSuccess(stored -> rate.reached(stored.total()));
    }

    private Future<Map<Integer, Long>> checkpoints(String source) {
        return run().refresh().map(stored -> {
            Map<Integer, Long> ofSource = new HashMap<>();
            stored.positions().forEach((partition, position) -> {
                int slash = partition.indexOf('/');
                if (partition.substring(0, slash).equals(source)) {
                    ofSource.put(Integer.parseInt(partition.substring(slash + 1)), position);
                }
            });
            return ofSource;
        });
    }

    private void gauges() {
        Tags tags = RunMetrics.tags(generation);
        gauges.add(Gauge.builder(
                        "millrace.projection.lag.seconds",
                        this,
                        running -> running.lag().toMillis() / 1000.0)
                .description("How long the oldest event not applied has been waiting")
                .tags(tags)
                .register(resources.meters()));
        gauges.add(Gauge.builder("millrace.projection.lag.positions", this, RunningGeneration::lagPositions)
                .description("Events known to exist and not applied")
                .tags(tags)
                .register(resources.meters()));
        gauges.add(Gauge.builder("millrace.projection.dead.letters", this, running ->
                        (double) running.run().checkpoint().deadLetters())
                .description("Events parked and waiting to be resubmitted")
                .tags(tags)
                .register(resources.meters()));
    }

    private double lagPositions() {
        return (double) partitions().stream()
                .mapToLong(partition -> partition.head() - partition.checkpoint())
                .sum();
    }

    @Override
    public String toString() {
        return generation.key();
    }

    /** Stops it for good, removes its queues and its metrics; what goes wrong is logged, and may be tried again. */
    Future<Boolean> abandon() {
        return stop().transform(stopped -> deleteQueues())
                .map(true)
                .recover(failure -> {
                    log.warn("The queues of {} cannot be deleted yet: {}", generation.key(), failure.getMessage());
                    return Future.succeededFuture(false);
                })
                .onComplete(done -> forgetMeters());
    }

    private void forgetMeters() {
        Tags tags = RunMetrics.tags(generation);
        for (Meter meter : resources.meters().getMeters()) {
            List<Tag> own = meter.getId().getTags();
            if (own.containsAll(tags.stream().toList())
                    || generation.subscriber().equals(meter.getId().getTag("subscriber"))) {
                resources.meters().remove(meter);
            }
        }
    }
}
