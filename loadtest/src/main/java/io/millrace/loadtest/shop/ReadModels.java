package io.millrace.loadtest.shop;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;

/**
 * How far the read models are.
 *
 * @param behind events that some read model has not taken in yet
 * @param seconds how old the oldest of them is
 */
public record ReadModels(long behind, double seconds, long deadLetters) {

    /** @param projections as answered by the query service */
    public static ReadModels of(JsonObject projections) {
        return new ReadModels(
                objects(projections, "items")
                        .flatMap(each -> objects(each, "sources"))
                        .mapToLong(source -> source.getLong("lagPositions", 0L))
                        .sum(),
                objects(projections, "items")
                        .mapToDouble(each -> each.getDouble("lagSeconds", 0.0))
                        .max()
                        .orElse(0),
                objects(projections, "items")
                        .mapToLong(each -> each.getLong("deadLetters", 0L))
                        .sum());
    }

    private static Stream<JsonObject> objects(JsonObject parent, String name) {
        return parent.getJsonArray(name, new JsonArray()).stream().map(JsonObject.class::cast);
    }
}
