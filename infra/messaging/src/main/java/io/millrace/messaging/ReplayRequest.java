package io.millrace.messaging;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/**
 * What a subscriber asks an owner for: events of a partition after a position, or the heads of all partitions.
 *
 * @param partition {@link #HEADS} to ask for the heads
 */
record ReplayRequest(int partition, long after, int limit) {

    static final int MAX_LIMIT = 500;
    private static final int HEADS = -1;

    static ReplayRequest forHeads() {
        return new ReplayRequest(HEADS, 0, 0);
    }

    boolean wantsHeads() {
        return partition == HEADS;
    }

    byte[] encode() {
        JsonObject json = wantsHeads()
                ? new JsonObject().put("heads", true)
                : new JsonObject()
                        .put("partition", partition)
                        .put("after", after)
                        .put("limit", limit);
        return json.encode().getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException if it is no request, saying why */
    static ReplayRequest decode(byte[] body) {
        try {
            JsonObject json = new JsonObject(new String(body, StandardCharsets.UTF_8));
            if (json.getBoolean("heads", false)) {
                return forHeads();
            }
            return new ReplayRequest(
                    number(json, "partition", Integer.MAX_VALUE).intValue(),
                    number(json, "after", Long.MAX_VALUE),
                    (int) Math.min(number(json, "limit", Long.MAX_VALUE), MAX_LIMIT));
        } catch (DecodeException | ClassCastException e) {
            throw new IllegalArgumentException("not a replay request: " + e.getMessage(), e);
        }
    }

    private static Long number(JsonObject json, String name, long max) {
        Long value = json.getLong(name);
        if (value == null || value < 0 || value > max) {
            throw new IllegalArgumentException("not a replay request: " + name + " is " + value);
        }
        return value;
    }
}
