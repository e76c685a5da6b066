package io.millrace.query.projection;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.messaging.Broker;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.ext.mongo.MongoClient;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The projections that a process runs, each at its own pace on threads apart from the event loops. Any number of processes may
 * run the same ones. Thread-safe.
 */
public final class Projections {

    private final Vertx vertx;
    private final List<Home> homes;

    private Projections(Vertx vertx, List<Home> homes) {
        this.vertx = vertx;
        this.homes = homes;
    }

    /** Completes at once, store and broker may be down: then the projections wait, and go on by themselves. */
    public static Future<Projections> start(
            Vertx vertx, MongoClient mongo, Broker broker, MeterRegistry meters, List<Projection> declared) {
        List<Home> homes = declared.stream()
                .sorted(Comparator.comparing(Projection::name))
                .map(projection -> new Home(mongo, broker, meters, projection))
                .toList();
        return Future.join(homes.stream().map(home -> home.deploy(vertx)).toList())
                .map(deployed -> new Projections(vertx, homes));
    }

    /** @throws NoSuchElementException if the projection is not one of these */
    public ReadModel readModel(Projection projection) {
        return running()
                .filter(running -> running.projection().name().equals(projection.name()))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no projection " + projection.name()))
                .readModel();
    }

    /** All of them, by name. */
    public List<ProjectionStatus> status() {
        return running().map(RunningProjection::status).toList();
    }

    /** Finishes the batches in flight and stops listening, within about 20 seconds. */
    public Future<Void> stop() {
        return Future.join(running().map(RunningProjection::stop).toList()).mapEmpty();
    }

    /** Gives the threads back; after {@link #stop}, and after the broker is closed, which still uses them until then. */
    public Future<Void> close() {
        return Future.join(homes.stream()
                        .map(home -> vertx.undeploy(home.deploymentID()))
                        .toList())
                .mapEmpty();
    }

    private Stream<RunningProjection> running() {
        return homes.stream().map(Home::running);
    }

    /** Gives a projection a worker context of its own: reading and folding hundreds of events is too much for an event loop. */
    private static final class Home extends VerticleBase {
        private final MongoClient mongo;
        private final Broker broker;
        private final MeterRegistry meters;
        private final Projection projection;
        private volatile @Nullable RunningProjection running;

        Home(MongoClient mongo, Broker broker, MeterRegistry meters, Projection projection) {
            this.mongo = mongo;
            this.broker = broker;
            this.meters = meters;
            this.projection = projection;
        }

        Future<String> deploy(Vertx vertx) {
            return vertx.deployVerticle(this, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER));
        }

        @Override
        public Future<?> start() {
            RunningProjection started = new RunningProjection(context, mongo, broker, meters, projection);
            started.start();
            running = started;
            return Future.succeededFuture();
        }

        RunningProjection running() {
            return requireNonNull(running, "deployed");
        }
    }
}
