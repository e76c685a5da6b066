package io.millrace.runtime.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a body against an operation, collecting everything that is wrong. */
final class RequestBodyCheck {

    private RequestBodyCheck() {}

    /** Null when there is none, or when something is wrong; throws {@link ProblemException} for what is not JSON. */
    static @Nullable JsonObject read(Operation operation, Buffer bytes, List<InvalidField> errors) {
        SchemaCheck schema = operation.body();
        if (schema == null) {
            if (bytes.length() > 0) {
                errors.add(InvalidField.inBody("", "must be empty: this operation takes no body"));
            }
            return null;
        }
        if (bytes.length() == 0) {
            if (operation.bodyRequired()) {
                errors.add(InvalidField.inBody("", "is required: a JSON object"));
            }
            return null;
        }
        JsonBody.Parsed parsed = JsonBody.parse(bytes.getBytes());
        errors.addAll(parsed.errors());
        for (InvalidField error : schema.checkBody(parsed.value())) {
            if (errors.stream().noneMatch(error::samePlace)) {
                errors.add(error);
            }
        }
        return errors.isEmpty() ? object(parsed.value()) : null;
    }

    @SuppressWarnings("unchecked")
    private static @Nullable JsonObject object(@Nullable Object value) {
        return value instanceof Map<?, ?> members ? new JsonObject((Map<String, Object>) members) : null;
    }
}
