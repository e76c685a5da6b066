package io.millrace.demo.story;

import io.vertx.core.json.JsonObject;

/** What the query service tells of a read model's generations. */
final class Generations {

    private Generations() {}

    /** Events that generations in this state have folded by now. */
    static long folded(JsonObject projection, String state) {
        return projection.getJsonArray("generations").stream()
                .map(JsonObject.class::cast)
                .filter(generation -> state.equals(generation.getString("state")))
                .mapToLong(generation -> generation.getLong("events", 0L))
                .sum();
    }
}
