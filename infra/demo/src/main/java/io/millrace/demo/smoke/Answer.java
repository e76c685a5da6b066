package io.millrace.demo.smoke;

import io.millrace.contracts.Money;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;

/** What a service answered. */
public record Answer(String request, int status, JsonObject body, String etag, String token) {

    private static final String PROBLEM = "urn:millrace:problem:";

    static Answer of(String request, HttpResponse<String> response) {
        JsonObject body = response.body().isEmpty() ? new JsonObject() : new JsonObject(response.body());
        return new Answer(
                request, response.statusCode(), body, header(response, "ETag"), header(response, "Consistency-Token"));
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** This answer, which must have that status. */
    public Answer expect(int wanted) {
        if (status != wanted) {
            throw new Difference(request, wanted, status + " " + body.encode());
        }
        return this;
    }

    /** Which must be that refusal. */
    public void expectProblem(int wanted, String name) {
        Difference.check(request, wanted + " " + name, status + " " + problem());
    }

    /** Whether it is that refusal, whatever its status. */
    public boolean isProblem(String name) {
        return problem().equals(name);
    }

    /** The name of the problem that it tells of. */
    public String problem() {
        return body.getString("type", "no problem").replace(PROBLEM, "");
    }

    /** The total of an order that was placed; nothing for one that was refused. */
    public Money paid() {
        JsonObject total = body.getJsonObject("total", new JsonObject());
        return new Money(total.getLong("amount", 0L), total.getString("currency", ""));
    }

    /** The items of a list. */
    public List<JsonObject> items() {
        return body.getJsonArray("items").stream().map(JsonObject.class::cast).toList();
    }
}
