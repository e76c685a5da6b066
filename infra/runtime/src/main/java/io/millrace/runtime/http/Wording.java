package io.millrace.runtime.http;

import com.networknt.schema.Error;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Tells a validator's finding in plain words, and where it is. */
final class Wording {

    private static final Set<String> ABOUT_A_MEMBER =
            Set.of("required", "additionalProperties", "unevaluatedProperties", "dependentRequired");

    private static final Map<String, String> TYPES = Map.of(
            "integer", "a whole number",
            "number", "a number",
            "string", "a text",
            "boolean", "true or false",
            "object", "an object",
            "array", "a list",
            "null", "null");

    private static final Map<String, String> FORMATS = Map.of(
            "uuid", "a UUID such as 01938c5e-7a2b-7c3d-8e4f-5a6b7c8d9e0f",
            "email", "an e-mail address",
            "date", "a date such as 2026-01-31",
            "date-time", "a time such as 2026-01-31T12:00:00Z",
            "uri", "an absolute address");

    private Wording() {}

    /** Where in the body; a missing or unknown member is pointed at itself, not at the object around it. */
    static String pointer(Error error) {
        String at = error.getInstanceLocation().toString();
        return error.getProperty() != null && ABOUT_A_MEMBER.contains(error.getKeyword())
                ? at + "/" + escaped(error.getProperty())
                : at;
    }

    static String message(Error error) {
        JsonNode limit = error.getSchemaNode();
        return switch (error.getKeyword()) {
            case "type" -> "must be " + types(limit) + was(error);
            case "required" -> "is required";
            case "additionalProperties", "unevaluatedProperties" -> "is not a known field";
            case "minimum" -> "must be at least " + limit + was(error);
            case "maximum" -> "must be at most " + limit + was(error);
            case "exclusiveMinimum" -> "must be more than " + limit + was(error);
            case "exclusiveMaximum" -> "must be less than " + limit + was(error);
            case "multipleOf" -> "must be a multiple of " + limit + was(error);
            case "minLength" ->
                limit.asInt() == 1 ? "must not be empty" : "must have at least " + limit + " characters";
            case "maxLength" -> "must have at most " + limit + " characters, had " + length(error);
            case "pattern" -> "must match " + limit.asString() + was(error);
            case "format" -> "must be " + FORMATS.getOrDefault(limit.asString(), limit.asString()) + was(error);
            case "enum" -> "must be one of " + list(limit) + was(error);
            case "const" -> "must be " + limit + was(error);
            case "minItems" -> "must have at least " + items(limit) + ", had " + size(error);
            case "maxItems" -> "must have at most " + items(limit) + ", had " + size(error);
            case "uniqueItems" -> "must not have the same item twice";
            case "minProperties" -> "must have at least " + limit + " fields, had " + size(error);
            case "maxProperties" -> "must have at most " + limit + " fields, had " + size(error);
            default -> Printable.text(error.getMessage());
        };
    }

    private static String types(JsonNode types) {
        return types.isArray()
                ? types.valueStream().map(Wording::type).collect(Collectors.joining(" or "))
                : type(types);
    }

    private static String type(JsonNode type) {
        return TYPES.getOrDefault(type.asString(), type.asString());
    }

    private static String list(JsonNode values) {
        return values.valueStream().map(JsonNode::asString).collect(Collectors.joining(", "));
    }

    private static String items(JsonNode limit) {
        return limit + (limit.asInt() == 1 ? " item" : " items");
    }

    private static int size(Error error) {
        return error.getInstanceNode().size();
    }

    private static int length(Error error) {
        String text = error.getInstanceNode().asString();
        return text.codePointCount(0, text.length());
    }

    private static String was(Error error) {
        JsonNode value = error.getInstanceNode();
        if (value.isObject()) {
            return ", was an object";
        }
        return value.isArray() ? ", was a list" : ", was " + Printable.text(value.toString());
    }

    private static String escaped(String name) {
        return Printable.text(name.replace("~", "~0").replace("/", "~1"));
    }
}
