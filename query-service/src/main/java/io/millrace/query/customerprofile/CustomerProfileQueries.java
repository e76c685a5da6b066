package io.millrace.query.customerprofile;

import static io.millrace.query.customerprofile.CustomerProfiles.CUSTOMERS;

import io.millrace.query.http.Answers;
import io.millrace.query.http.Followers;
import io.millrace.query.http.Json;
import io.millrace.query.http.Pages;
import io.millrace.query.projection.Document;
import io.millrace.query.projection.Projection;
import io.millrace.query.projection.ReadModel;
import io.millrace.runtime.http.ApiRequest;
import io.millrace.runtime.http.HttpApi;
import io.millrace.runtime.http.Problem;
import io.millrace.runtime.http.ProblemException;
import io.millrace.runtime.http.Reply;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** {@code GET /customers/{id}} and {@code GET /customers}. */
public final class CustomerProfileQueries {

    public static final Projection PROJECTION = CustomerProfiles.PROJECTION;

    private static final JsonArray REGISTERED = new JsonArray().add("ACTIVE").add("CLOSED");

    private final ReadModel model;
    private final Pages customers;

    private CustomerProfileQueries(ReadModel model) {
        this.model = model;
        this.customers =
                new Pages(model, CUSTOMERS, List.of("id"), List.of(String.class), CustomerProfileQueries::profile);
    }

    /** Lets the interface answer from this read model, once or as long as somebody follows. */
    public static void answer(HttpApi.Builder api, ReadModel model, Followers followers) {
        CustomerProfileQueries queries = new CustomerProfileQueries(model);
        api.handle(
                "getCustomer",
                Answers.of(model, queries::one, followers, request -> ReadModel.topic(CUSTOMERS, request.text("id"))));
        api.handle("listCustomers", Answers.of(model, queries::list));
    }

    private Future<Reply> one(ApiRequest request) {
        String id = request.text("id");
        return model.find(CUSTOMERS, id)
                .map(found -> found.filter(customer -> customer.has("status"))
                        .map(customer -> Reply.ok(profile(customer)))
                        .orElseThrow(() -> new ProblemException(Problem.of(
                                "unknown-customer", 404, "No such customer", "There is no customer " + id))));
    }

    private Future<Reply> list(ApiRequest request) {
        JsonObject filter = new JsonObject().put("status", new JsonObject().put("$in", REGISTERED));
        request.optionalText("email").ifPresent(email -> filter.put("emailKey", CustomerProfiles.emailKey(email)));
        return customers.page(request, filter);
    }

    private static JsonObject profile(Document customer) {
        return new JsonObject()
                .put("id", customer.id())
                .put("firstName", customer.text("firstName"))
                .put("lastName", customer.text("lastName"))
                .put("email", customer.text("email"))
                .put("status", customer.text("status"))
                .put("ordersPlaced", customer.number("ordersPlaced"))
                .put("ordersConfirmed", customer.number("ordersConfirmed"))
                .put("totalSpent", Json.moneyByCurrency(customer.part("spent")))
                .put("lastOrderAt", Json.time(customer, "lastOrderAt"));
    }
}
