package io.millrace.query.projection;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.messaging.Broker;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.ext.mongo.MongoClient;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The projections that a process runs, each at its own pace on threads apart from the event loops. Any number of processes may
 * run the same ones. Thread-safe.
 */
public final class Projections {

    private static final String WORKERS = "millrace-projections";
    private static final int WORKER_COUNT = 4;

    private final Vertx vertx;
    private final Map<String, RunningProjection> running = new TreeMap<>();
    private final List<Home> homes;

    private Projections(Vertx vertx, List<Home> homes) {
        this.vertx = vertx;
        this.homes = homes;
    }

    /** Completes at once, store and broker may be down: then the projections wait, and go on by themselves. */
    public static Future<Projections> start(
            Vertx vertx, MongoClient mongo, Broker broker, MeterRegistry meters, List<Projection> declared) {
        List<Home> homes = declared.stream().map(projection -> new Home()).toList();
        return Future.join(homes.stream().map(home -> home.deploy(vertx)).toList())
                .map(deployed -> {
                    Projections projections = new Projections(vertx, homes);
                    for (int i = 0; i < declared.size(); i++) {
                        Projection projection = declared.get(i);
                        projections.running.put(
                                projection.name(),
                                new RunningProjection(homes.get(i).home(), mongo, broker, meters, projection));
                    }
                    projections.running.values().forEach(RunningProjection::start);
                    return projections;
                });
    }

    /** @throws NoSuchElementException if the projection is not one of these */
    public ReadModel readModel(Projection projection) {
        return Optional.ofNullable(running.get(projection.name()))
                .orElseThrow(() -> new NoSuchElementException("no projection " + projection.name()))
                .readModel();
    }

    /** All of them, by name. */
    public List<ProjectionStatus> status() {
        return running.values().stream().map(RunningProjection::status).toList();
    }

    /** Finishes the batches in flight, within about 20 seconds. */
    public Future<Void> stop() {
        return Future.join(
                        running.values().stream().map(RunningProjection::stop).toList())
                .eventually(() -> Future.join(homes.stream()
                        .map(home -> vertx.undeploy(home.deploymentID()))
                        .toList()))
                .mapEmpty();
    }

    /** Gives a projection a context of its own. Folding hundreds of events takes too long for an event loop. */
    private static final class Home extends VerticleBase {

        Future<String> deploy(Vertx vertx) {
            return vertx.deployVerticle(
                    this,
                    new DeploymentOptions()
                            .setThreadingModel(ThreadingModel.WORKER)
                            .setWorkerPoolName(WORKERS)
                            .setWorkerPoolSize(WORKER_COUNT));
        }

        Context home() {
            return context;
        }
    }
}
