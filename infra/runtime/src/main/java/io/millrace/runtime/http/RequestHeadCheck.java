package io.millrace.runtime.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads path, query and headers against an operation, collecting everything that is wrong. */
final class RequestHeadCheck {

    private static final int LONGEST_KEY = 255;

    private final Operation operation;
    private final MultiMap headers;
    private final List<InvalidField> errors;
    private final Map<String, Object> values = new HashMap<>();

    private RequestHeadCheck(Operation operation, MultiMap headers, List<InvalidField> errors) {
        this.operation = operation;
        this.headers = headers;
        this.errors = errors;
    }

    static RequestHead read(
            Operation operation, HttpServerRequest request, Map<String, String> path, List<InvalidField> errors) {
        RequestHeadCheck check = new RequestHeadCheck(operation, request.headers(), errors);
        check.parameters(path, request.query());
        check.idempotencyKey();
        return new RequestHead(
                check.values, check.condition("If-Match"), check.condition("If-None-Match"), check.preferredWait());
    }

    private void parameters(Map<String, String> path, @Nullable String query) {
        Map<String, String> given = query == null ? Map.of() : query(query);
        for (Parameter parameter : operation.parameters()) {
            String text = switch (parameter.in()) {
                case "path" -> path.get(parameter.name());
                case "query" -> given.get(parameter.name());
                default -> headers.get(parameter.name());
            };
            Object value = text == null ? parameter.fallback() : parameter.read(text, errors);
            if (value != null) {
                values.put(parameter.name(), value);
            } else if (text == null && parameter.required()) {
                errors.add(parameter.invalid("is required"));
            }
        }
    }

    private Map<String, String> query(String query) {
        Map<String, String> given = new HashMap<>();
        for (String part : query.split("&", -1)) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                String name = equals < 0 ? part : part.substring(0, equals);
                String value = equals < 0 ? "" : part.substring(equals + 1);
                addQuery(given, name, value);
            }
        }
        return given;
    }

    private void addQuery(Map<String, String> given, String rawName, String rawValue) {
        try {
            String name = PercentDecoding.decode(rawName, true);
            if (operation.parameters().stream().noneMatch(each -> isQuery(each, name))) {
                errors.add(InvalidField.parameter(Printable.text(name), "is not a known parameter"));
            } else if (given.putIfAbsent(name, PercentDecoding.decode(rawValue, true)) != null) {
                errors.add(InvalidField.parameter(name, "is given more than once"));
            }
        } catch (MalformedText e) {
            errors.add(InvalidField.parameter(Printable.text(rawName), e.reason()));
        }
    }

    private static boolean isQuery(Parameter parameter, String name) {
        return parameter.in().equals("query") && parameter.name().equals(name);
    }

    private void idempotencyKey() {
        String key = headers.get("Idempotency-Key");
        if (key == null) {
            return;
        }
        if (headers.getAll("Idempotency-Key").size() > 1) {
            errors.add(InvalidField.header("Idempotency-Key", "is given more than once"));
        } else if (key.isEmpty() || key.length() > LONGEST_KEY || key.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) {
            errors.add(InvalidField.header(
                    "Idempotency-Key", "must be 1 to " + LONGEST_KEY + " visible ASCII characters without blanks"));
        }
    }

    private @Nullable TagCondition condition(String header) {
        if (!headers.contains(header)) {
            return null;
        }
        TagCondition condition =
                TagCondition.parse(String.join(",", headers.getAll(header))).orElse(null);
        if (condition == null) {
            errors.add(InvalidField.header(header, "must be * or entity tags such as \"3\", quotes included"));
        }
        return condition;
    }

    private OptionalInt preferredWait() {
        for (String header : headers.getAll("Prefer")) {
            for (String preference : header.split("[,;]", -1)) {
                String[] parts = preference.strip().split("=", 2);
                if (parts.length == 2 && parts[0].strip().equalsIgnoreCase("wait")) {
                    return waitSeconds(parts[1].strip());
                }
            }
        }
        return OptionalInt.empty();
    }

    private OptionalInt waitSeconds(String text) {
        Long seconds = PlainNumber.whole(text);
        if (seconds == null || seconds < 0 || seconds > Integer.MAX_VALUE) {
            errors.add(InvalidField.header("Prefer", "must name whole seconds to wait, such as wait=5"));
            return OptionalInt.empty();
        }
        return OptionalInt.of(seconds.intValue());
    }
}
