package io.millrace.runtime.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What went wrong, as RFC 9457 tells it.
 *
 * @param name stable last part of the type {@code urn:millrace:problem:<name>}
 * @param status HTTP status
 * @param title the same for every problem of this name
 * @param detail this time's particulars; empty when there are none
 * @param errors every invalid field; empty when the problem is not about fields
 * @param extensions further members
 * @param headers response headers that belong to the problem
 */
public record Problem(
        String name,
        int status,
        String title,
        String detail,
        List<InvalidField> errors,
        Map<String, Object> extensions,
        Map<String, String> headers) {

    static final String CONTENT_TYPE = "application/problem+json";

    private static final String TYPE = "urn:millrace:problem:";

    /** Copies its collections. */
    public Problem {
        errors = List.copyOf(errors);
        extensions = Map.copyOf(extensions);
        headers = Map.copyOf(headers);
    }

    /** A problem of the caller's own kind. */
    public static Problem of(String name, int status, String title, String detail) {
        return new Problem(name, status, title, detail, List.of(), Map.of(), Map.of());
    }

    /** 400 that names what is wrong. */
    public static Problem invalidRequest(List<InvalidField> errors) {
        String detail = errors.size() == 1 ? "One value is wrong" : errors.size() + " values are wrong";
        return new Problem("invalid-request", 400, "The request is not valid", detail, errors, Map.of(), Map.of());
    }

    /** 400 that names one wrong thing. */
    public static Problem invalidRequest(InvalidField error) {
        return invalidRequest(List.of(error));
    }

    /** 404 for a path no operation has. */
    public static Problem notFound(String detail) {
        return of("not-found", 404, "There is nothing here", detail);
    }

    /** 405 with the methods that are allowed. */
    public static Problem methodNotAllowed(String method, String allowed) {
        return of("method-not-allowed", 405, "The method is not allowed here", method + " is not one of " + allowed)
                .withHeader("Allow", allowed);
    }

    /** 406. */
    public static Problem notAcceptable(String offered) {
        return of("not-acceptable", 406, "No acceptable format", "The answer is available as " + offered);
    }

    /** 408: the client takes too long to send its request. */
    public static Problem requestTimeout(String detail) {
        return of("request-timeout", 408, "The request did not arrive in time", detail);
    }

    /** 412: the resource is not in the state the client expects. */
    public static Problem preconditionFailed(String detail) {
        return of("precondition-failed", 412, "The precondition does not hold", detail);
    }

    /** 413. */
    public static Problem payloadTooLarge(long limit) {
        return of("payload-too-large", 413, "The body is too large", "At most " + limit + " bytes are taken");
    }

    /** 415. */
    public static Problem unsupportedMediaType(String detail) {
        return of("unsupported-media-type", 415, "The body's format is not supported", detail);
    }

    /** 422: an idempotency key came again with another payload. */
    public static Problem idempotencyKeyReused(String detail) {
        return of("idempotency-key-reused", 422, "The idempotency key belongs to another request", detail);
    }

    /** 503: more to do than can be done now; nothing was begun. */
    public static Problem overloaded(String detail) {
        return of("overloaded", 503, "Too busy", detail).withHeader("Retry-After", "1");
    }

    /** 503: the service is stopping; nothing was begun. */
    public static Problem stopping() {
        return of("stopping", 503, "Stopping", "This process is stopping; nothing was begun, try again")
                .withHeader("Retry-After", "1")
                .withHeader("Connection", "close");
    }

    /** 503: no answer in time; what was asked for may still happen. */
    public static Problem timeout(String detail) {
        return of("timeout", 503, "No answer in time", detail).withHeader("Retry-After", "1");
    }

    /** 500 with the id under which the reason was logged. */
    public static Problem internalError(String id) {
        return of("internal-error", 500, "Something went wrong here", "It has been logged as " + id)
                .with("id", id);
    }

    /** With one more member. */
    public Problem with(String member, Object value) {
        Map<String, Object> more = new TreeMap<>(extensions);
        more.put(member, value);
        return new Problem(name, status, title, detail, errors, more, headers);
    }

    /** With one more response header. */
    public Problem withHeader(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Problem(name, status, title, detail, errors, extensions, more);
    }

    /** As a response. */
    public Reply toReply() {
        JsonObject json =
                new JsonObject().put("type", TYPE + name).put("title", title).put("status", status);
        if (!detail.isEmpty()) {
            json.put("detail", detail);
        }
        if (!errors.isEmpty()) {
            JsonArray fields = new JsonArray();
            errors.forEach(error -> fields.add(error.toJson()));
            json.put("errors", fields);
        }
        new TreeMap<>(extensions).forEach(json::put);
        Reply reply = Reply.of(status, CONTENT_TYPE, json.toBuffer());
        for (Map.Entry<String, String> header : headers.entrySet()) {
            reply = reply.withHeader(header.getKey(), header.getValue());
        }
        return reply;
    }
}
