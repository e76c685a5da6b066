package io.millrace.contracts.gate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether a schema still is what was released under its name. Events of one version are read in both directions: new readers
 * read what journals hold, and old readers read what a new owner writes. So nothing may become narrower and nothing wider;
 * what may come is an optional field, which old readers pass over and new ones do without, and other words of explanation.
 * A keyword that is not known here must stay as it is.
 */
final class SchemaComparison {

    private static final Set<String> EXPLANATIONS =
            Set.of("title", "description", "$comment", "examples", "default", "deprecated", "readOnly", "writeOnly");
    private static final Set<String> LOWER_BOUNDS =
            Set.of("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains");
    private static final Set<String> UPPER_BOUNDS =
            Set.of("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains");
    private static final String NARROWER = ": journals may hold what it now refuses";
    private static final String WIDER = ": readers of what was released may not cope with what it now allows";

    private final List<Change> changes = new ArrayList<>();

    private SchemaComparison() {}

    /** What has changed from a released schema to one of today, without what may change; by field. */
    static List<Change> between(JsonNode released, JsonNode today) {
        SchemaComparison comparison = new SchemaComparison();
        comparison.schemas("", released, today);
        return List.copyOf(comparison.changes);
    }

    private void schemas(String field, JsonNode released, JsonNode today) {
        if (!released.isObject() || !today.isObject()) {
            other(field, "schema", released, today);
            return;
        }
        Set<String> keywords = new LinkedHashSet<>(names(released));
        keywords.addAll(names(today));
        keywords.removeAll(EXPLANATIONS);
        keywords.forEach(keyword -> keyword(field, keyword, released, today));
    }

    private void keyword(String field, String keyword, JsonNode released, JsonNode today) {
        JsonNode before = released.path(keyword);
        JsonNode now = today.path(keyword);
        if (keyword.equals("properties")) {
            properties(field, released, today);
        } else if (keyword.equals("required")) {
            required(field, released, today);
        } else if (keyword.equals("items") && before.isObject() && now.isObject()) {
            schemas(field + "[]", before, now);
        } else if (keyword.equals("type")) {
            values(field, "was", "is", texts(before), texts(now));
        } else if (keyword.equals("enum")) {
            values(field, "had the values", "has", texts(before), texts(now));
        } else if (LOWER_BOUNDS.contains(keyword)) {
            bound(field, keyword, before, now, 1);
        } else if (UPPER_BOUNDS.contains(keyword)) {
            bound(field, keyword, before, now, -1);
        } else {
            other(field, keyword, before, now);
        }
    }

    private void properties(String field, JsonNode released, JsonNode today) {
        JsonNode before = released.path("properties");
        JsonNode now = today.path("properties");
        Set<String> added = names(now);
        added.removeAll(names(before));
        for (String name : names(before)) {
            if (now.has(name)) {
                schemas(within(field, name), before.path(name), now.path(name));
            } else {
                add(within(field, name), "was removed" + newName(before.path(name), now, added));
            }
        }
        for (String name : added) {
            if (before.isMissingNode()) {
                add(within(field, name), "is new where any field was allowed" + NARROWER);
            }
        }
    }

    /** A field of the same form that has come in its place. */
    private static String newName(JsonNode removed, JsonNode now, Set<String> added) {
        List<String> alike = added.stream()
                .filter(name -> between(removed, now.path(name)).isEmpty())
                .toList();
        return alike.size() == 1 ? ", or renamed to " + alike.get(0) : "";
    }

    private void required(String field, JsonNode released, JsonNode today) {
        Set<String> before = texts(released.path("required"));
        Set<String> now = texts(today.path("required"));
        for (String name : now) {
            if (!before.contains(name)) {
                boolean known = released.path("properties").has(name);
                add(
                        within(field, name),
                        (known ? "is required now" : "is new and required") + ": journals hold events without it");
            }
        }
        for (String name : before) {
            if (!now.contains(name) && today.path("properties").has(name)) {
                add(within(field, name), "is no longer required: readers of what was released rely on it");
            }
        }
    }

    private void values(String field, String was, String is, Set<String> before, Set<String> now) {
        if (before.equals(now)) {
            return;
        }
        String change = was + " " + list(before) + " and " + is + " " + list(now);
        boolean narrower = before.isEmpty() || (!now.isEmpty() && !now.containsAll(before));
        add(field, change + (narrower ? NARROWER : WIDER));
    }

    /** @param narrowing 1 if a bound is narrower the higher it is, -1 if the lower it is */
    private void bound(String field, String keyword, JsonNode before, JsonNode now, int narrowing) {
        boolean narrower;
        if (before.isNumber() && now.isNumber()) {
            int order = now.decimalValue().compareTo(before.decimalValue());
            if (order == 0) {
                return;
            }
            narrower = order == narrowing;
        } else {
            narrower = before.isMissingNode();
        }
        add(field, wasAndIs(keyword, before, now) + (narrower ? NARROWER : WIDER));
    }

    private void other(String field, String keyword, JsonNode before, JsonNode now) {
        if (!before.equals(SchemaComparison::order, now)) {
            add(field, wasAndIs(keyword, before, now) + ": not the same form any more");
        }
    }

    private static String wasAndIs(String keyword, JsonNode before, JsonNode now) {
        return "had " + shown(keyword, before) + " and has " + shown(keyword, now);
    }

    private static String shown(String keyword, JsonNode value) {
        return value.isMissingNode() ? "no " + keyword : "the " + keyword + " " + value;
    }

    private void add(String field, String what) {
        changes.add(new Change(field, what));
    }

    private static String within(String field, String name) {
        return field.isEmpty() ? name : field + "." + name;
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new LinkedHashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The elements of an array, or the one value; numbers by their value. */
    private static Set<String> texts(JsonNode node) {
        Set<String> texts = new TreeSet<>();
        if (node.isArray()) {
            node.forEach(element -> texts.add(text(element)));
        } else if (!node.isMissingNode()) {
            texts.add(text(node));
        }
        return texts;
    }

    private static String text(JsonNode value) {
        if (value.isNumber()) {
            return value.decimalValue().stripTrailingZeros().toPlainString();
        }
        return value.isTextual() ? value.textValue() : value.toString();
    }

    private static String list(Set<String> texts) {
        return texts.isEmpty() ? "any" : texts.stream().collect(Collectors.joining(", "));
    }

    private static int order(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        return one.equals(other) ? 0 : 1;
    }
}
