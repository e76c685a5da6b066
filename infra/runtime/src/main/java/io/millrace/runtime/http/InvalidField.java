package io.millrace.runtime.http;

import io.vertx.core.json.JsonObject;

/**
 * One thing wrong with a request.
 *
 * @param place {@code pointer} (a JSON pointer into the body), {@code parameter} (in path or query) or {@code header}
 * @param name which one
 * @param message what would be right, in words a client's developer understands
 */
public record InvalidField(String place, String name, String message) {

    /** Something in the body; the empty pointer means the whole of it. */
    public static InvalidField inBody(String pointer, String message) {
        return new InvalidField("pointer", pointer, message);
    }

    /** A path or query parameter. */
    public static InvalidField parameter(String name, String message) {
        return new InvalidField("parameter", name, message);
    }

    /** A request header. */
    public static InvalidField header(String name, String message) {
        return new InvalidField("header", name, message);
    }

    JsonObject toJson() {
        return new JsonObject().put(place, name).put("message", message);
    }

    boolean samePlace(InvalidField other) {
        return place.equals(other.place) && name.equals(other.name);
    }
}
