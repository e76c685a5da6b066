package io.millrace.loadtest.shop;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What the shop said to a call. */
record Answer(int status, JsonObject body) {

    private static final String PROBLEM = "urn:millrace:problem:";

    boolean done() {
        return status >= 200 && status < 300;
    }

    /** Whether it may be otherwise later: the service could not, or could not say. */
    boolean maybeLater() {
        return status == 0 || status == 429 || status >= 500;
    }

    /** Whether the service has not heard yet of what another one has acknowledged. */
    boolean notHeardYet() {
        return status == 422 && List.of("unknown-customer", "unknown-product").contains(problem());
    }

    /** The name of a problem; empty if it says none. */
    String problem() {
        String type = body.getString("type", "");
        return type.startsWith(PROBLEM) ? type.substring(PROBLEM.length()) : "";
    }

    List<JsonObject> items() {
        return body.getJsonArray("items", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    @Override
    public String toString() {
        return status == 0 ? "no answer" : status + " " + body.encode();
    }
}
