package io.millrace.system.check;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A command that was sent with an Idempotency-Key.
 *
 * @param body null for none
 */
public record Sent(
        String service,
        String method,
        String path,
        @Nullable JsonObject body,
        String key) {}
