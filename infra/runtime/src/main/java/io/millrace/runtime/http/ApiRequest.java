package io.millrace.runtime.http;

import io.millrace.runtime.trace.TraceParent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A request that obeys the contract. Reading a parameter the contract does not know, or one that is optional, has no
 * default and was not given, throws {@link IllegalStateException}: a defect of the handler, not of the client.
 */
public final class ApiRequest {

    private final Operation operation;
    private final HttpServerRequest request;
    private final RequestHead head;
    private final Buffer bytes;
    private final @Nullable JsonObject body;
    private final @Nullable TraceParent trace;

    ApiRequest(
            Operation operation,
            HttpServerRequest request,
            RequestHead head,
            Buffer bytes,
            @Nullable JsonObject body,
            @Nullable TraceParent trace) {
        this.operation = operation;
        this.request = request;
        this.head = head;
        this.bytes = bytes;
        this.body = body;
        this.trace = trace;
    }

    /** The operationId of the contract. */
    public String operation() {
        return operation.id();
    }

    /** A text in path or query. */
    public String text(String parameter) {
        return (String) required(parameter);
    }

    /** A text in the query, if given. */
    public Optional<String> optionalText(String parameter) {
        return Optional.ofNullable((String) value(parameter));
    }

    /** A whole number in path or query. */
    public long number(String parameter) {
        return (Long) required(parameter);
    }

    /** A whole number in the query, if given. */
    public OptionalLong optionalNumber(String parameter) {
        Long value = (Long) value(parameter);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** True or false in the query, if given. */
    public Optional<Boolean> optionalFlag(String parameter) {
        return Optional.ofNullable((Boolean) value(parameter));
    }

    /** A header as it came, if it came. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeader(name));
    }

    /** Whether the client asks for server-sent events, by name, and the contract has them here. */
    public boolean wantsEvents() {
        return operation.answers().contains(EventStream.MEDIA_TYPE)
                && request.method().equals(HttpMethod.GET)
                && MediaTypes.names(request.getHeader("Accept"), EventStream.MEDIA_TYPE);
    }

    /** Path and query as they came. */
    public String target() {
        return request.uri();
    }

    /** Whether there is a body; always so where the contract requires one. */
    public boolean hasBody() {
        return body != null;
    }

    /** The body; whole numbers are Long. */
    public JsonObject body() {
        if (body == null) {
            throw new IllegalStateException(operation.id() + " was called without a body");
        }
        return body;
    }

    /** The body as it came; empty when there is none. */
    public Buffer bodyBytes() {
        return bytes;
    }

    /** What the client expects the resource to be. */
    public Optional<TagCondition> ifMatch() {
        return Optional.ofNullable(head.ifMatch());
    }

    /** What the client has already. */
    public Optional<TagCondition> ifNoneMatch() {
        return Optional.ofNullable(head.ifNoneMatch());
    }

    /** 1 to 255 visible ASCII characters. */
    public Optional<String> idempotencyKey() {
        return header("Idempotency-Key");
    }

    /** What continues its trace: its own span if there are traces, or else what the client sent, if that is well-formed. */
    public Optional<TraceParent> traceParent() {
        return Optional.ofNullable(trace);
    }

    /** How many seconds the client would rather wait than get an early answer: {@code Prefer: wait=n}. */
    public OptionalInt preferredWait() {
        return head.preferredWait();
    }

    /** Path and query of the same list from this cursor on. */
    public String pageAfter(String cursor) {
        StringBuilder page = new StringBuilder(request.path());
        char separator = '?';
        String query = request.query();
        if (query != null) {
            for (String part : query.split("&", -1)) {
                if (!part.isEmpty() && !part.startsWith("cursor=")) {
                    page.append(separator).append(part);
                    separator = '&';
                }
            }
        }
        return page.append(separator).append("cursor=").append(cursor).toString();
    }

    private Object required(String parameter) {
        Object value = value(parameter);
        if (value == null) {
            throw new IllegalStateException(operation.id() + " was called without " + parameter);
        }
        return value;
    }

    private @Nullable Object value(String parameter) {
        Map<String, Object> values = head.values();
        Object value = values.get(parameter);
        if (value == null
                && operation.parameters().stream().noneMatch(each -> each.name().equals(parameter))) {
            throw new IllegalStateException(operation.id() + " has no parameter " + parameter);
        }
        return value;
    }
}
