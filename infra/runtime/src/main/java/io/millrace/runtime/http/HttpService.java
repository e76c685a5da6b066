package io.millrace.runtime.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** An interface that listens. Safe from any thread. */
public final class HttpService {

    private static final int LONGEST_LINE = 8 * 1024;
    private static final int LONGEST_HEADERS = 16 * 1024;
    private static final Duration IDLE = Duration.ofSeconds(75);
    /**
     * Event loops that listen on the same negative number share one free port. Every service takes a number of its own, or
     * services of one Vert.x would share their port.
     */
    private static final AtomicInteger ANY_PORT = new AtomicInteger();

    private final Vertx vertx;
    private final HttpApi api;
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable Future<Void>> stopped = new AtomicReference<>();
    private final int anyPort = ANY_PORT.decrementAndGet();
    private volatile String deployment = "";

    private HttpService(Vertx vertx, HttpApi api) {
        this.vertx = vertx;
        this.api = api;
    }

    /** Completes when requests are answered; fails with {@link PortTaken} when somebody else listens there. */
    public static Future<HttpService> start(Vertx vertx, HttpApi api, HttpSettings settings) {
        HttpService service = new HttpService(vertx, api);
        DeploymentOptions instances = new DeploymentOptions().setInstances(settings.instances());
        return vertx.deployVerticle(() -> service.new Listener(settings), instances)
                .recover(failure -> Future.failedFuture(
                        failure instanceof BindException
                                ? new PortTaken(settings.host(), settings.port(), failure)
                                : failure))
                .map(id -> {
                    service.deployment = id;
                    return service;
                });
    }

    /** The port it listens on. */
    public int port() {
        return servers.get(0).actualPort();
    }

    /**
     * Becomes not ready, takes no new connections, lets requests in flight finish within the drain limit, then closes.
     * Stopping twice is the same as once.
     */
    public Future<Void> stop() {
        Future<Void> earlier = stopped.get();
        if (earlier != null) {
            return earlier;
        }
        api.health().drain();
        api.streams().closeAll();
        long drain = Math.max(1, api.limits().drain().toMillis());
        Future<Void> stop = Future.join(servers.stream()
                        .map(server -> server.shutdown(drain, TimeUnit.MILLISECONDS))
                        .toList())
                .eventually(() -> vertx.undeploy(deployment))
                .mapEmpty();
        return stopped.compareAndSet(null, stop) ? stop : stop();
    }

    private final class Listener extends VerticleBase {

        private final HttpSettings settings;

        Listener(HttpSettings settings) {
            this.settings = settings;
        }

        @Override
        public Future<?> start() {
            HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                    .setHost(settings.host())
                    .setPort(settings.port() == 0 ? anyPort : settings.port())
                    .setHttp2ClearTextEnabled(false)
                    .setMaxInitialLineLength(LONGEST_LINE)
                    .setMaxHeaderSize(LONGEST_HEADERS)
                    .setTcpNoDelay(true)
                    .setIdleTimeout((int) IDLE.toSeconds()));
            server.requestHandler(request -> api.handle(vertx, request));
            server.invalidRequestHandler(HttpService::refuse);
            return server.listen().onSuccess(servers::add);
        }
    }

    /** What is not even HTTP, or too long to be read. */
    private static void refuse(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Problem problem;
        if (cause instanceof TooLongHttpLineException) {
            problem = Problem.of("uri-too-long", 414, "The address is too long", "At most " + LONGEST_LINE + " bytes");
        } else if (cause instanceof TooLongHttpHeaderException) {
            problem = Problem.of(
                    "headers-too-large", 431, "The headers are too large", "At most " + LONGEST_HEADERS + " bytes");
        } else {
            problem = Problem.of("invalid-request", 400, "The request is not valid", "It is not well-formed HTTP");
        }
        Reply reply = problem.toReply().withHeader("Connection", "close");
        request.response().setStatusCode(reply.status());
        reply.headers().forEach(request.response()::putHeader);
        request.response()
                .end(reply.body())
                .onComplete(ignored -> request.connection().close());
    }
}
