package io.millrace.embedded.mongo;

import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a query demands of single fields, as far as an index can use it; everything else is left to the filter. */
final class Conditions {
    private final Map<String, List<Object>> byField = new HashMap<>();

    private Conditions() {}

    static Conditions of(Document query) {
        Conditions conditions = new Conditions();
        conditions.collect(query);
        return conditions;
    }

    /** All of it must hold, so what is inside {@code $and} counts like what stands beside it. */
    private void collect(Document query) {
        query.forEach((key, value) -> {
            if (key.equals("$and") && value instanceof Collection<?> all) {
                all.forEach(one -> collect((Document) one));
            } else if (!key.startsWith("$") && value != null) {
                byField.computeIfAbsent(key, any -> new ArrayList<>()).add(value);
            }
        });
    }

    /** The values a field must equal one of; empty when that is not known. */
    List<Object> equalities(String field) {
        return of(field)
                .map(Conditions::equalities)
                .filter(values -> !values.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** What a field must lie between, {@link Range#ALL} when that is not known. */
    Range range(String field) {
        return of(field).map(Conditions::range).reduce(Range.ALL, Range::within);
    }

    /** For each condition on the elements of an array: what one of them must lie between. */
    List<Range> elements(String field) {
        return of(field)
                .map(condition ->
                        condition instanceof Document operators ? range(operators.get("$elemMatch")) : Range.ALL)
                .filter(range -> !range.unbounded())
                .toList();
    }

    private Stream<Object> of(String field) {
        return byField.getOrDefault(field, List.of()).stream();
    }

    private static List<Object> equalities(Object condition) {
        if (condition instanceof Document operators && hasOperators(operators)) {
            return operators.containsKey("$eq") ? exact(operators.get("$eq")) : anyOf(operators.get("$in"));
        }
        return exact(condition);
    }

    private static Range range(@Nullable Object condition) {
        if (!(condition instanceof Document operators)) {
            return Range.ALL;
        }
        Object low = bound(operators, "$gt", "$gte");
        Object high = bound(operators, "$lt", "$lte");
        return low == null && high == null
                ? Range.ALL
                : new Range(low, !operators.containsKey("$gt"), high, !operators.containsKey("$lt"));
    }

    private static @Nullable Object bound(Document operators, String strict, String inclusive) {
        Object value = operators.containsKey(strict) ? operators.get(strict) : operators.get(inclusive);
        return indexable(value) ? value : null;
    }

    private static boolean hasOperators(Document document) {
        return document.keySet().stream().anyMatch(key -> key.startsWith("$"));
    }

    private static List<Object> anyOf(@Nullable Object values) {
        return values instanceof Collection<?> all && all.stream().allMatch(Conditions::indexable)
                ? List.copyOf(all)
                : List.of();
    }

    private static List<Object> exact(@Nullable Object value) {
        return value != null && indexable(value) ? List.of(value) : List.of();
    }

    /** Null also matches what is missing, an array also its elements, an expression anything: not by a look-up. */
    private static boolean indexable(@Nullable Object value) {
        return value != null && !(value instanceof Collection) && !BsonRegularExpression.isRegularExpression(value);
    }
}
