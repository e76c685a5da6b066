package io.millrace.query;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.messaging.Broker;
import io.millrace.messaging.BrokerOptions;
import io.millrace.query.bestsellers.BestSellersQueries;
import io.millrace.query.customerprofile.CustomerProfileQueries;
import io.millrace.query.http.Followers;
import io.millrace.query.http.ProjectionQueries;
import io.millrace.query.orderhistory.OrderHistoryQueries;
import io.millrace.query.products.ProductQueries;
import io.millrace.query.projection.Projection;
import io.millrace.query.projection.Projections;
import io.millrace.query.salesbyday.SalesByDayQueries;
import io.millrace.runtime.Host;
import io.millrace.runtime.Running;
import io.millrace.runtime.http.Contract;
import io.millrace.runtime.http.Health;
import io.millrace.runtime.http.HttpApi;
import io.millrace.runtime.http.HttpService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.MongoClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running query service: its projections, and the interface that answers from them. Thread-safe. */
public final class QueryService implements Running {

    private static final Logger log = LoggerFactory.getLogger(QueryService.class);
    static final List<Projection> PROJECTIONS = List.of(
            CustomerProfileQueries.PROJECTION,
            OrderHistoryQueries.PROJECTION,
            SalesByDayQueries.PROJECTION,
            BestSellersQueries.PROJECTION,
            ProductQueries.PROJECTION);
    /** Longer than the longest wait for a consistency token. */
    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(40);

    private final MongoClient mongo;
    private final Broker broker;
    private final Projections projections;
    private final HttpService http;
    private @Nullable Future<Void> stopped;

    private QueryService(MongoClient mongo, Broker broker, Projections projections, HttpService http) {
        this.mongo = mongo;
        this.broker = broker;
        this.projections = projections;
        this.http = http;
    }

    /**
     * Completes when requests are answered. The broker may be down: queries are answered from what is there. MongoDB may be
     * down: the service is not ready then, and goes on by itself when it is back.
     */
    public static Future<QueryService> start(Host host, QuerySettings settings) {
        Vertx vertx = host.vertx();
        PrometheusMeterRegistry meters = host.metrics();
        Broker broker =
                Broker.create(vertx, BrokerOptions.defaults(settings.broker().toString()), "query", meters);
        MongoClient mongo = ReadModelDatabase.open(vertx, settings.mongo());
        AtomicInteger requests = new AtomicInteger();
        return broker.start()
                .compose(started ->
                        Projections.start(vertx, mongo, broker, meters, requests::get, host.tracing(), PROJECTIONS))
                .compose(projections -> serve(host, settings, mongo, projections, requests)
                        .map(http -> new QueryService(mongo, broker, projections, http))
                        .recover(failure -> release(mongo, broker, projections)
                                .transform(released -> Future.failedFuture(failure))))
                .onSuccess(service -> log.info("query listens on port {}", service.port()));
    }

    /** The port it answers on. */
    public int port() {
        return http.port();
    }

    /** Finishes requests and batches in flight, at most about 40 seconds. Idempotent. */
    @Override
    public synchronized Future<Void> stop() {
        if (stopped == null) {
            stopped = http.stop().eventually(() -> release(mongo, broker, projections));
        }
        return stopped;
    }

    private static Future<Void> release(MongoClient mongo, Broker broker, Projections projections) {
        return projections
                .stop()
                .eventually(broker::close)
                .eventually(projections::close)
                .eventually(mongo::close);
    }

    private static Future<HttpService> serve(
            Host host, QuerySettings settings, MongoClient mongo, Projections projections, AtomicInteger requests) {
        Vertx vertx = host.vertx();
        return vertx.executeBlocking(() -> Contract.fromResource("query.openapi.yaml"))
                .compose(contract -> {
                    HttpApi.Builder api = HttpApi.builder(contract, host.metrics())
                            .countingIn(requests)
                            .tracing(host.tracing())
                            .limits(settings.http().limits())
                            .streams(settings.followers())
                            .health(new Health().check("mongodb", () -> ping(mongo)));
                    contract.operationIds().forEach(operation -> api.timeLimit(operation, LONGEST_REQUEST));
                    answer(api, projections);
                    return HttpService.start(vertx, api.build(), settings.http());
                });
    }

    private static void answer(HttpApi.Builder api, Projections projections) {
        Followers followers = new Followers(projections.changes());
        CustomerProfileQueries.answer(api, projections.readModel(CustomerProfileQueries.PROJECTION), followers);
        OrderHistoryQueries.answer(api, projections.readModel(OrderHistoryQueries.PROJECTION), followers);
        SalesByDayQueries.answer(api, projections.readModel(SalesByDayQueries.PROJECTION));
        BestSellersQueries.answer(api, projections.readModel(BestSellersQueries.PROJECTION));
        ProductQueries.answer(api, projections.readModel(ProductQueries.PROJECTION), followers);
        ProjectionQueries.answer(api, projections);
    }

    private static Future<Void> ping(MongoClient mongo) {
        return mongo.runCommand("ping", new JsonObject().put("ping", 1)).mapEmpty();
    }
}
