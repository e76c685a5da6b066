package io.millrace.query.orderhistory;

import static io.millrace.query.orderhistory.OrderHistory.CUSTOMERS;
import static io.millrace.query.orderhistory.OrderHistory.ORDERS;

import io.millrace.query.http.Answers;
import io.millrace.query.http.Followers;
import io.millrace.query.http.Json;
import io.millrace.query.http.Pages;
import io.millrace.query.projection.Document;
import io.millrace.query.projection.Projection;
import io.millrace.query.projection.ReadModel;
import io.millrace.query.projection.Selection;
import io.millrace.runtime.http.ApiRequest;
import io.millrace.runtime.http.HttpApi;
import io.millrace.runtime.http.Problem;
import io.millrace.runtime.http.ProblemException;
import io.millrace.runtime.http.Reply;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** {@code GET /orders/{id}} and {@code GET /customers/{id}/orders}. */
public final class OrderHistoryQueries {

    public static final Projection PROJECTION = OrderHistory.PROJECTION;

    private static final List<String> NEWEST_FIRST = List.of("-placedAt", "-id");

    private final ReadModel model;
    private final Pages orders;

    private OrderHistoryQueries(ReadModel model) {
        this.model = model;
        this.orders =
                new Pages(model, ORDERS, NEWEST_FIRST, List.of(String.class, String.class), OrderHistoryQueries::order);
    }

    /** Lets the interface answer from this read model, once or as long as somebody follows. */
    public static void answer(HttpApi.Builder api, ReadModel model, Followers followers) {
        OrderHistoryQueries queries = new OrderHistoryQueries(model);
        api.handle(
                "getOrder",
                Answers.of(model, queries::one, followers, request -> ReadModel.topic(ORDERS, request.text("id"))));
        api.handle(
                "listOrdersOfCustomer",
                Answers.of(
                        model,
                        queries::ofCustomer,
                        followers,
                        request -> ReadModel.topic(ORDERS, "customerId", request.text("id"))));
    }

    private Future<Reply> one(ApiRequest request) {
        String id = request.text("id");
        return model.find(ORDERS, id)
                .map(found -> found.map(order -> Reply.ok(order(order)))
                        .orElseThrow(() -> new ProblemException(
                                Problem.of("unknown-order", 404, "No such order", "There is no order " + id))));
    }

    private Future<Reply> ofCustomer(ApiRequest request) {
        String customerId = request.text("id");
        JsonObject filter = new JsonObject().put("customerId", customerId);
        request.optionalText("status").ifPresent(status -> filter.put("status", status));
        return requireCustomer(customerId).compose(known -> orders.page(request, filter));
    }

    /** A customer is known by its name or, as long as that has not come, by an order. */
    private Future<Void> requireCustomer(String id) {
        return model.find(CUSTOMERS, id)
                .compose(customer -> customer.isPresent() ? Future.succeededFuture(true) : hasOrder(id))
                .compose(known -> known
                        ? Future.succeededFuture()
                        : Future.failedFuture(new ProblemException(Problem.of(
                                "unknown-customer", 404, "No such customer", "There is no customer " + id))));
    }

    private Future<Boolean> hasOrder(String customerId) {
        JsonObject filter = new JsonObject().put("customerId", customerId);
        return model.find(ORDERS, new Selection(filter, NEWEST_FIRST, List.of(), 1))
                .map(found -> !found.isEmpty());
    }

    private static JsonObject order(Document order) {
        return new JsonObject()
                .put("id", order.id())
                .put("customerId", order.text("customerId"))
                .put("customerName", order.textIfKnown("customerName"))
                .put("status", order.text("status"))
                .put("placedAt", Json.time(order, "placedAt"))
                .put(
                        "lines",
                        list(order.parts("lines").stream()
                                .map(OrderHistoryQueries::line)
                                .toList()))
                .put("total", Json.of(order.money("total")))
                .put(
                        "timeline",
                        list(order.parts("timeline").stream()
                                .map(OrderHistoryQueries::step)
                                .toList()));
    }

    private static JsonObject line(Document line) {
        return new JsonObject()
                .put("productId", line.text("productId"))
                .put("title", line.textIfKnown("title"))
                .put("quantity", line.number("quantity"))
                .put("unitPrice", Json.of(line.money("unitPrice")));
    }

    private static JsonObject step(Document step) {
        JsonObject shown = new JsonObject().put("status", step.text("status")).put("at", Json.time(step, "at"));
        for (String detail : List.of("reason", "carrier", "trackingNumber")) {
            if (step.has(detail)) {
                shown.put(detail, step.text(detail));
            }
        }
        return step.has("shortProductIds")
                ? shown.put("shortProductIds", new JsonArray(step.texts("shortProductIds")))
                : shown;
    }

    private static JsonArray list(List<JsonObject> items) {
        return new JsonArray(items);
    }
}
