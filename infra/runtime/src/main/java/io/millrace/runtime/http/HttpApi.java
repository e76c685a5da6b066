package io.millrace.runtime.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.runtime.trace.OpenSpan;
import io.millrace.runtime.trace.Tracing;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A service's HTTP interface: the operations of its contract, each with a handler, plus {@code /openapi.yaml},
 * {@code /health/live}, {@code /health/ready} and {@code /metrics}. One may serve any number of event loops.
 */
public final class HttpApi {

    /** Labels what no operation answers; never what a client made up, which would have no bound. */
    private static final String OTHER = "other";

    private final Routes routes = new Routes();
    private final Map<String, Supplier<Future<Reply>>> own = new HashMap<>();
    private final AtomicInteger inFlight;
    private final HttpLimits limits;
    private final Health health;
    private final RequestMetrics metrics;
    private final EventStreams streams;
    private final Tracing tracing;

    private HttpApi(Builder builder) {
        this.limits = builder.limits;
        this.health = builder.health;
        this.inFlight = builder.inFlight;
        this.tracing = builder.tracing;
        this.metrics = new RequestMetrics(builder.registry, inFlight);
        this.streams = new EventStreams(builder.mostStreams, builder.registry);
        for (Operation operation : builder.contract.operations()) {
            ApiHandler handler = builder.handlers.get(operation.id());
            if (handler == null) {
                throw new InvalidContract("No handler for operation " + operation.id());
            }
            Duration limit = builder.timeLimits.getOrDefault(operation.id(), limits.time());
            routes.add(new Endpoint(operation, handler, limit));
        }
        Reply yaml = Reply.of(200, "application/yaml", Buffer.buffer(builder.contract.yaml()));
        own.put("/openapi.yaml", () -> Future.succeededFuture(yaml));
        own.put("/health/live", () -> Future.succeededFuture(health.live()));
        own.put("/health/ready", health::ready);
        own.put("/metrics", () -> scrape(builder.registry));
    }

    /** An interface that serves this contract. */
    public static Builder builder(Contract contract, PrometheusMeterRegistry registry) {
        return new Builder(contract, registry);
    }

    /** Collects what answers; not thread-safe. */
    public static final class Builder {

        private final Contract contract;
        private final PrometheusMeterRegistry registry;
        private final Map<String, ApiHandler> handlers = new HashMap<>();
        private final Map<String, Duration> timeLimits = new HashMap<>();
        private HttpLimits limits = HttpLimits.STANDARD;
        private Health health = new Health();
        private AtomicInteger inFlight = new AtomicInteger();
        private int mostStreams = 1_000;
        private Tracing tracing = Tracing.OFF;

        private Builder(Contract contract, PrometheusMeterRegistry registry) {
            this.contract = contract;
            this.registry = registry;
        }

        /** Answers an operation; throws {@link InvalidContract} for one the contract does not have. */
        public Builder handle(String operationId, ApiHandler handler) {
            handlers.put(known(operationId), handler);
            return this;
        }

        /** Gives an operation a time limit of its own. */
        public Builder timeLimit(String operationId, Duration limit) {
            timeLimits.put(known(operationId), limit);
            return this;
        }

        /** Replaces the standard limits. */
        public Builder limits(HttpLimits limits) {
            this.limits = limits;
            return this;
        }

        /** Counts the requests being worked on in this, for others to see. */
        public Builder countingIn(AtomicInteger requests) {
            inFlight = requests;
            return this;
        }

        /** How many streams of events may be open, 1,000 unless told; more are refused. */
        public Builder streams(int most) {
            mostStreams = most;
            return this;
        }

        /** Makes a span for every request that an operation answers. */
        public Builder tracing(Tracing tracing) {
            this.tracing = tracing;
            return this;
        }

        /** What {@code /health/ready} tells. */
        public Builder health(Health health) {
            this.health = health;
            return this;
        }

        /** Throws {@link InvalidContract} when an operation has no handler. */
        public HttpApi build() {
            return new HttpApi(this);
        }

        private String known(String operationId) {
            if (!contract.operationIds().contains(operationId)) {
                throw new InvalidContract("The contract has no operation " + operationId);
            }
            return operationId;
        }
    }

    HttpLimits limits() {
        return limits;
    }

    EventStreams streams() {
        return streams;
    }

    Health health() {
        return health;
    }

    /** Called on the event loop of the request's connection. */
    void handle(Vertx vertx, HttpServerRequest request) {
        Exchange exchange = new Exchange(vertx, request, streams);
        try {
            route(request, exchange);
        } catch (MalformedText e) {
            exchange.finish(Problem.invalidRequest(InvalidField.parameter("path", e.reason())));
        }
        if (!exchange.hasEnding()) {
            exchange.onEnd((status, nanos) -> metrics.record(OTHER, OTHER, OTHER, status, nanos));
        }
    }

    private void route(HttpServerRequest request, Exchange exchange) {
        String path = request.path();
        if (path == null || path.isEmpty() || path.charAt(0) != '/') {
            boolean options = request.method().equals(HttpMethod.OPTIONS);
            exchange.finish(
                    options
                            ? Reply.of(204)
                            : Problem.notFound("The path must begin with /").toReply());
            return;
        }
        Supplier<Future<Reply>> ownPage = own.get(path);
        if (ownPage != null) {
            answerOwn(request, exchange, ownPage);
            return;
        }
        Routes.Match match = routes.find(path);
        if (match == null) {
            exchange.finish(Problem.notFound("No resource is called " + Printable.text(path)));
        } else if (request.method().equals(HttpMethod.OPTIONS)) {
            exchange.finish(Reply.of(204).withHeader("Allow", match.allowed()));
        } else {
            Endpoint endpoint = match.endpoint(request.method());
            if (endpoint == null) {
                exchange.finish(Problem.methodNotAllowed(request.method().name(), match.allowed()));
            } else {
                admit(endpoint, match.values(), exchange);
            }
        }
    }

    private static void answerOwn(HttpServerRequest request, Exchange exchange, Supplier<Future<Reply>> page) {
        HttpMethod method = request.method();
        if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
            exchange.finishWith(page.get());
        } else {
            exchange.finish(Problem.methodNotAllowed(method.name(), "GET, HEAD"));
        }
    }

    /**
     * What comes while the service is stopping came over a connection accepted too late to be closed in order. It may be
     * cut at any moment, so nothing is begun whose answer could be lost.
     */
    private void admit(Endpoint endpoint, Map<String, String> path, Exchange exchange) {
        if (health.isDraining()) {
            exchange.finish(Problem.stopping());
            return;
        }
        int busy = inFlight.incrementAndGet();
        Operation operation = endpoint.operation();
        OpenSpan span = tracing.isOn() ? span(operation, exchange) : null;
        exchange.onEnd((status, nanos) -> {
            inFlight.decrementAndGet();
            if (span != null) {
                end(span, status);
            }
            metrics.record(operation.method().name(), operation.id(), operation.template(), status, nanos);
        });
        if (busy > limits.inFlight()) {
            exchange.finish(Problem.overloaded("More than " + limits.inFlight() + " requests are being worked on"));
        } else {
            exchange.answer(endpoint, path, limits.bodyBytes());
        }
    }

    private OpenSpan span(Operation operation, Exchange exchange) {
        String method = operation.method().name();
        OpenSpan span = tracing.begin(Tracing.Kind.SERVER, method + " " + operation.template(), exchange.trace())
                .with("http.request.method", method)
                .with("http.route", operation.template());
        exchange.belongsTo(span.context());
        return span;
    }

    /** What a client did wrong is no error of the server. */
    private static void end(OpenSpan span, int status) {
        span.with("http.response.status_code", status);
        if (status >= 500) {
            span.failed("").with("error.type", Integer.toString(status));
        }
        span.end(null);
    }

    /** Takes milliseconds, so not on the event loop. */
    private static Future<Reply> scrape(PrometheusMeterRegistry registry) {
        Context context = Vertx.currentContext();
        return context.executeBlocking(
                () -> Reply.of(200, "text/plain; version=0.0.4; charset=utf-8", Buffer.buffer(registry.scrape())));
    }
}
