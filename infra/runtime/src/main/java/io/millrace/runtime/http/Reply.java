package io.millrace.runtime.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An answer: status, headers, and a whole body or events that go on.
 *
 * @param body null for none; it must not be changed once handed over
 * @param stream told of the open stream if this answer is one, on the event loop of the connection
 */
public record Reply(
        int status,
        Map<String, String> headers,
        @Nullable Buffer body,
        @Nullable Consumer<EventStream> stream) {

    private static final String JSON = "application/json";

    /** An answer without a body. */
    public static Reply of(int status) {
        return new Reply(status, Map.of(), null, null);
    }

    /** An answer with any body. */
    public static Reply of(int status, String contentType, Buffer body) {
        return new Reply(status, Map.of("Content-Type", contentType), body, null);
    }

    /** An answer with a JSON object. */
    public static Reply json(int status, JsonObject body) {
        return of(status, JSON, body.toBuffer());
    }

    /** 200. */
    public static Reply ok(JsonObject body) {
        return json(200, body);
    }

    /** 200 with server-sent events, until either side closes the stream. */
    public static Reply events(Consumer<EventStream> opened) {
        return new Reply(
                200,
                Map.of("Content-Type", EventStream.MEDIA_TYPE, "Cache-Control", "no-store", "X-Accel-Buffering", "no"),
                null,
                opened);
    }

    /** 201 with the new resource's path. */
    public static Reply created(String location, JsonObject body) {
        return json(201, body).withHeader("Location", location);
    }

    /** 304: what the client has is still right. */
    public static Reply notModified(String etag) {
        return of(304).withHeader("ETag", etag);
    }

    /** 200 with one page of a list, and a link to the next if there is one. */
    public static Reply page(ApiRequest request, JsonArray items, Optional<String> next) {
        JsonObject body = new JsonObject().put("items", items);
        next.ifPresent(cursor -> body.put("next", cursor));
        Reply reply = ok(body);
        return next.map(cursor -> reply.withHeader("Link", "<" + request.pageAfter(cursor) + ">; rel=\"next\""))
                .orElse(reply);
    }

    /** With this header, replacing one of the same spelling. */
    public Reply withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, more, body, stream);
    }

    /** With the version of the aggregate as its entity tag. */
    public Reply withVersion(long version) {
        return withHeader("ETag", EntityTag.ofVersion(version).toString());
    }
}
