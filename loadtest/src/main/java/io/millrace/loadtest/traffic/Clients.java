package io.millrace.loadtest.traffic;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.doWhile;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;
import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import io.millrace.loadtest.measure.Measurements;
import io.millrace.loadtest.measure.Step;
import io.millrace.loadtest.shop.Call;
import io.millrace.loadtest.shop.Ledger;
import io.millrace.loadtest.shop.Shop;
import io.millrace.loadtest.traffic.Statistics.End;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What clients can do, as parts of a story. Each request is measured from the time at which it was to begin, and what is
 * acknowledged goes into the ledger. A client to whom something fails leaves. Thread-safe.
 */
public final class Clients {

    static final String VISIT = "visit";

    private static final String STATUS = "status";
    private static final String BODY = "body";
    private static final String TOKEN = "token";
    /** Longer than anybody waits for a write to be seen; the time limit of requests may be shorter. */
    private static final String WAIT = "wait=30";
    /** Orders hears of a customer some milliseconds after customers has said so. */
    private static final int TRIES = 50;

    private static final Duration BEFORE_NEXT_TRY = Duration.ofMillis(100);

    private final Shop shop;
    private final Ledger ledger;
    private final Measurements measurements;
    private final Duration timeLimit;

    /** @param timeLimit how long a request may take */
    public Clients(Shop shop, Ledger ledger, Measurements measurements, Duration timeLimit) {
        this.shop = shop;
        this.ledger = ledger;
        this.measurements = measurements;
        this.timeLimit = timeLimit;
    }

    /** Becomes a customer. */
    public ChainBuilder register() {
        return command(Step.REGISTER, visit -> shop.register(), (visit, body) -> {
            visit.customerId = body.getString("id");
            visit.customer = ledger.registered(visit.customerId);
        });
    }

    /** Is one of those who were customers before the load, each in turn. */
    public ChainBuilder isCustomer() {
        return exec(session -> {
            Visit visit = visit(session);
            visit.customer = (int) (visit.number % ledger.knownCustomers());
            visit.customerId = ledger.customer(visit.customer);
            return session;
        });
    }

    /** Takes another name. */
    public ChainBuilder rename() {
        return command(
                Step.RENAME, visit -> shop.rename(visit.customerId, "Miller of " + visit.number), (visit, body) -> {});
    }

    /** Adds a product that nobody orders. */
    public ChainBuilder addProduct() {
        return command(
                Step.ADD_PRODUCT, visit -> shop.addProduct(), (visit, body) -> ledger.added(body.getString("id")));
    }

    /** Changes a price. */
    public ChainBuilder reprice() {
        return command(
                Step.REPRICE, visit -> shop.reprice(visit.product.id(), 100 + visit.number % 900), (visit, body) -> {});
    }

    /** Receives one more unit of a product. */
    public ChainBuilder receive() {
        return command(
                Step.RECEIVE,
                visit -> shop.receive(visit.product.id(), 1),
                (visit, body) -> ledger.received(visit.product, 1));
    }

    /** Orders one unit of a product; comes again a little later if orders has not heard of the customer yet. */
    public ChainBuilder place() {
        ChainBuilder once =
                command(Step.PLACE, visit -> shop.place(visit.customerId, visit.product.id(), 1), (visit, body) -> {
                    visit.orderId = body.getString("id");
                    ledger.placed(visit.orderId, visit.customer);
                });
        return doWhile(session -> visit(session).again())
                .on(exec(once, doIf(session -> visit(session).again()).then(rest(BEFORE_NEXT_TRY))));
    }

    /** Reads the order just placed, as soon as the shop can show it. */
    public ChainBuilder seeOrder() {
        return query(Step.ORDER_SEEN, visit -> shop.order(visit.orderId));
    }

    /** Reads the customer just renamed, as soon as the shop can show the name. */
    public ChainBuilder seeName() {
        return query(Step.NAME_SEEN, visit -> shop.customer(visit.customerId));
    }

    /** Reads the product just received, as soon as the shop can show it. */
    public ChainBuilder seeStock() {
        return query(Step.STOCK_SEEN, visit -> shop.product(visit.product.id()));
    }

    public ChainBuilder readCustomer() {
        return query(Step.CUSTOMER, visit -> shop.customer(visit.customerId));
    }

    public ChainBuilder listOwnOrders() {
        return query(Step.OWN_ORDERS, visit -> shop.ordersOf(visit.customerId, 20, ""));
    }

    public ChainBuilder readProduct() {
        return query(Step.PRODUCT, visit -> shop.product(visit.product.id()));
    }

    public ChainBuilder search() {
        return query(Step.SEARCH, visit -> shop.search());
    }

    public ChainBuilder bestSellers() {
        return query(Step.BEST_SELLERS, visit -> shop.bestSellers());
    }

    /** Does nothing for a while. */
    public ChainBuilder rest(Duration time) {
        return pause(time).exec(exec(session -> {
            visit(session).due += time.toNanos();
            return session;
        }));
    }

    private ChainBuilder command(Step step, Function<Visit, Call> call, BiConsumer<Visit, JsonObject> acknowledged) {
        return request(step, call, acknowledged);
    }

    private ChainBuilder query(Step step, Function<Visit, Call> call) {
        return request(step, call, (visit, body) -> {});
    }

    private ChainBuilder request(Step step, Function<Visit, Call> call, BiConsumer<Visit, JsonObject> done) {
        return doIf(session -> !visit(session).over())
                .then(exec(session -> {
                            visit(session).asks(call.apply(visit(session)));
                            measurements.sent();
                            return session;
                        })
                        .exec(sent(step))
                        .exec(session -> {
                            ended(step, session, done);
                            return session.removeAll(STATUS, BODY, TOKEN).markAsSucceeded();
                        }));
    }

    private HttpRequestActionBuilder sent(Step step) {
        HttpRequestActionBuilder request = http(step.title())
                .httpRequest(step.method(), session -> visit(session).call().url())
                .requestTimeout(timeLimit)
                .check(
                        status().saveAs(STATUS),
                        bodyString().optional().saveAs(BODY),
                        header("Consistency-Token").optional().saveAs(TOKEN));
        if (step.isCommand()) {
            return request.header("Content-Type", "application/json")
                    .header(
                            "Idempotency-Key",
                            session -> requireNonNullElse(visit(session).call().key(), ""))
                    .body(StringBody(
                            session -> requireNonNullElse(visit(session).call().body(), "")));
        }
        return step.isLag()
                ? request.header("Prefer", WAIT).header("Consistency-Token", session -> visit(session).token)
                : request;
    }

    private void ended(Step step, Session session, BiConsumer<Visit, JsonObject> acknowledged) {
        Visit visit = visit(session);
        End end = Statistics.last();
        JsonObject body = json(session.getString(BODY));
        if (end.status() == step.status()) {
            measurements.done(step, visit.arrival, visit.due, end.nanos());
            visit.token = requireNonNullElse(session.getString(TOKEN), "");
            acknowledged.accept(visit, body);
        } else if (end.status() == 422 && isUnknown(body) && visit.tryAgain(TRIES)) {
            measurements.repeated(step, visit.arrival);
        } else {
            failed(step, visit, end, Reason.of(end, body));
            if (step.isCommand() && (end.status() == 0 || end.status() >= 500)) {
                ledger.unanswered(visit.call(), late -> acknowledged.accept(visit, late));
            }
            visit.leave();
        }
        visit.due = end.nanos();
    }

    private void failed(Step step, Visit visit, End end, String reason) {
        if (reason.equals(Reason.NO_ANSWER)) {
            measurements.timedOut(step, visit.arrival, visit.due, end.nanos(), reason);
        } else {
            measurements.failed(step, visit.arrival, reason);
        }
    }

    private static boolean isUnknown(JsonObject problem) {
        return problem.getString("type", "").endsWith(":unknown-customer");
    }

    private static JsonObject json(@Nullable String text) {
        try {
            return text == null || !text.startsWith("{") ? new JsonObject() : new JsonObject(text);
        } catch (DecodeException e) {
            return new JsonObject();
        }
    }

    private static Visit visit(Session session) {
        Visit visit = session.get(VISIT);
        return requireNonNull(visit);
    }
}
