package io.millrace.loadtest;

import io.millrace.runtime.Host;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.MongoClient;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The least that a service on Vert.x does to answer: {@code /constant} with a constant, and every other path with the document
 * whose id is the path's last part, as it is stored. A process of its own.
 */
final class BareQueries {

    private static final Buffer CONSTANT = Buffer.buffer("{\"text\":\"" + "x".repeat(400) + "\"}");

    private final MongoClient mongo;
    private final String collection;

    private BareQueries(MongoClient mongo, String collection) {
        this.mongo = mongo;
        this.collection = collection;
    }

    /** Set up by {@code MILLRACE_MONGO_URI} and {@code MILLRACE_COLLECTION}. */
    public static void main(String[] args) throws Exception {
        Vertx vertx = Host.eventLoops();
        MongoClient mongo = MongoClient.createShared(
                vertx, new JsonObject().put("connection_string", System.getenv("MILLRACE_MONGO_URI")));
        BareQueries queries = new BareQueries(mongo, System.getenv("MILLRACE_COLLECTION"));
        AtomicInteger port = new AtomicInteger();
        Benchmark.await(vertx.deployVerticle(
                () -> queries.listener(port),
                new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors())));
        System.out.println("listens on port " + port.get() + "\nbare is ready");
    }

    private VerticleBase listener(AtomicInteger port) {
        return new VerticleBase() {
            @Override
            public Future<?> start() {
                return vertx.createHttpServer()
                        .requestHandler(BareQueries.this::answer)
                        .listen(-1, "127.0.0.1") // any, the same for all instances
                        .onSuccess(server -> port.set(server.actualPort()));
            }
        };
    }

    private void answer(HttpServerRequest request) {
        String path = request.path();
        if (path.equals("/constant")) {
            request.response().putHeader("Content-Type", "application/json").end(CONSTANT);
            return;
        }
        String id = path.substring(path.lastIndexOf('/') + 1);
        mongo.findOne(collection, new JsonObject().put("_id", id), null)
                .onSuccess(found -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(found.toBuffer()))
                .onFailure(failure -> request.response().setStatusCode(500).end());
    }
}
