package io.millrace.runtime.http;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A schema of the contract, compiled once, and safe to use from any thread. */
final class SchemaCheck {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Schema schema;

    SchemaCheck(Schema schema) {
        this.schema = schema;
        schema.initializeValidators();
        // Finds references to nowhere, and loads what a first check needs, before an event loop would have to.
        schema.validate(NODES.objectNode());
    }

    /** Everything wrong with a body, at most one message a place. */
    List<InvalidField> checkBody(@Nullable Object value) {
        List<Error> found = schema.validate(node(value));
        List<InvalidField> errors = new ArrayList<>();
        for (Error error : found) {
            InvalidField field = InvalidField.inBody(Wording.pointer(error), Wording.message(error));
            if (errors.stream().noneMatch(field::samePlace)) {
                errors.add(field);
            }
        }
        return errors;
    }

    /** What is wrong with a parameter's value; null when nothing is. */
    @Nullable
    String checkValue(Object value) {
        List<Error> found = schema.validate(node(value));
        return found.isEmpty() ? null : Wording.message(found.get(0));
    }

    private static JsonNode node(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = NODES.objectNode();
            map.forEach((name, member) -> object.set((String) name, node(member)));
            return object;
        }
        if (value instanceof List<?> list) {
            ArrayNode array = NODES.arrayNode(list.size());
            list.forEach(item -> array.add(node(item)));
            return array;
        }
        if (value instanceof String text) {
            return NODES.stringNode(text);
        }
        if (value instanceof Long number) {
            return NODES.numberNode(number.longValue());
        }
        if (value instanceof Double number) {
            return NODES.numberNode(number.doubleValue());
        }
        return value instanceof Boolean flag ? NODES.booleanNode(flag) : NODES.nullNode();
    }
}
