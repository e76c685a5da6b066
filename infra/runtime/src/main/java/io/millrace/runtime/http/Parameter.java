package io.millrace.runtime.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of an operation.
 *
 * @param in path, query or header
 * @param type string, integer, number or boolean
 * @param fallback what a handler sees when the client gives nothing
 */
record Parameter(
        String name,
        String in,
        boolean required,
        String type,
        @Nullable Object fallback,
        SchemaCheck schema) {

    /** The typed value, or null after adding what is wrong with the text. */
    @Nullable
    Object read(String text, List<InvalidField> errors) {
        Object value = typed(text);
        String problem = value == null
                ? "must be " + expected() + ", was \"" + Printable.text(text) + "\""
                : schema.checkValue(value);
        if (problem != null) {
            errors.add(invalid(problem));
            return null;
        }
        return value;
    }

    InvalidField invalid(String message) {
        return in.equals("header") ? InvalidField.header(name, message) : InvalidField.parameter(name, message);
    }

    private @Nullable Object typed(String text) {
        return switch (type) {
            case "integer" -> PlainNumber.whole(text);
            case "number" -> PlainNumber.decimal(text);
            case "boolean" -> text.equals("true") ? (Object) true : text.equals("false") ? (Object) false : null;
            default -> text;
        };
    }

    private String expected() {
        return switch (type) {
            case "integer" -> "a whole number";
            case "number" -> "a number";
            default -> "true or false";
        };
    }
}
