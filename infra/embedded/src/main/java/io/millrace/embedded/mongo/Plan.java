package io.millrace.embedded.mongo;

import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.MaxKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * How one index answers one query: the stretches of its keys that hold every matching document, and whether they come
 * in the wanted order. It may find too much, never too little: the caller still filters.
 */
final class Plan {
    private static final int MOST_STRETCHES = 10_000;

    private final SearchableIndex index;
    private final Conditions conditions;
    private List<List<Object>> prefixes = List.of(List.of());
    private final int bound;
    private final Range range;
    private final @Nullable Direction direction;

    private enum Direction {
        ASCENDING,
        DESCENDING;

        static Direction of(@Nullable Object sign) {
            return sign instanceof Number number && number.intValue() < 0 ? DESCENDING : ASCENDING;
        }
    }

    private Plan(SearchableIndex index, Conditions conditions, @Nullable Document orderBy) {
        this.index = index;
        this.conditions = conditions;
        this.bound = bindLeadingFields();
        this.range = nextField() == null ? Range.ALL : conditions.range(nextField());
        this.direction = direction(orderBy);
    }

    /** The plan that narrows the search most, null when no index is of use. */
    static @Nullable Plan best(List<Index<Object>> indexes, Conditions conditions, @Nullable Document orderBy) {
        Plan best = null;
        for (Index<Object> index : indexes) {
            if (index instanceof SearchableIndex searchable
                    && !searchable.coverage().omissions()) {
                Plan plan = new Plan(searchable, conditions, orderBy);
                if (plan.worth() > (best == null ? 0 : best.worth())) {
                    best = plan;
                }
            }
        }
        return best;
    }

    /** With arrays only the first field is certain: the others may match by another element. */
    private int bindLeadingFields() {
        List<String> fields = index.fields();
        int bindable = index.coverage().arrays() ? 1 : fields.size();
        for (int i = 0; i < bindable; i++) {
            List<Object> values = conditions.equalities(fields.get(i));
            if (values.isEmpty() || prefixes.size() * values.size() > MOST_STRETCHES) {
                return i;
            }
            prefixes = prefixes.stream()
                    .flatMap(prefix -> values.stream().map(value -> append(prefix, value)))
                    .toList();
        }
        return bindable;
    }

    private @Nullable String nextField() {
        return index.coverage().arrays() || bound == index.fields().size()
                ? null
                : index.fields().get(bound);
    }

    private @Nullable Direction direction(@Nullable Document orderBy) {
        if (orderBy == null || orderBy.isEmpty() || index.coverage().arrays()) {
            return null;
        }
        List<String> fields = index.fields();
        Set<String> fixed = fields.subList(0, bound).stream()
                .filter(field -> conditions.equalities(field).size() == 1)
                .collect(Collectors.toSet());
        List<String> wanted =
                orderBy.keySet().stream().filter(key -> !fixed.contains(key)).toList();
        List<String> offered = fields.subList(bound, fields.size());
        if (wanted.size() > offered.size() || !wanted.equals(offered.subList(0, wanted.size()))) {
            return null;
        }
        Set<Direction> directions =
                wanted.stream().map(key -> Direction.of(orderBy.get(key))).collect(Collectors.toSet());
        return directions.size() == 1
                ? directions.iterator().next()
                : directions.isEmpty() ? Direction.ASCENDING : null;
    }

    private int worth() {
        boolean narrows = bound > 0 || !range.unbounded();
        if (index.coverage().sparse() && !narrows) {
            return 0;
        }
        int single = index.isUnique() && bound == index.fields().size() ? 1000 : 0;
        return single + bound * 4 + (range.unbounded() ? 0 : 2) + (sorted() ? 1 : 0);
    }

    /** Whether {@link #positions()} come in the wanted order. */
    boolean sorted() {
        return direction != null;
    }

    /** Where to look, each document once. */
    Stream<Object> positions() {
        List<NavigableMap<KeyValue, Object>> stretches =
                prefixes.stream().map(this::stretch).toList();
        if (stretches.size() == 1 && !index.coverage().arrays()) {
            return inOrder(stretches.get(0));
        }
        Stream<Object> positions =
                sorted() ? Merge.of(stretches, order()) : stretches.stream().flatMap(Plan::inOrder);
        return positions.distinct();
    }

    /** A stream of the map's own would count the whole stretch before it begins. */
    private static Stream<Object> inOrder(NavigableMap<KeyValue, Object> stretch) {
        Iterator<Object> positions = stretch.values().iterator();
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(positions, Spliterator.ORDERED), false);
    }

    private NavigableMap<KeyValue, Object> stretch(List<Object> prefix) {
        NavigableMap<KeyValue, Object> stretch = range.stretch(index.entries(), prefix);
        return direction == Direction.DESCENDING ? stretch.descendingMap() : stretch;
    }

    /** Of keys that begin with different values: by what follows. */
    private Comparator<KeyValue> order() {
        Comparator<KeyValue> ascending = Order.ofKeysFrom(bound);
        return direction == Direction.DESCENDING ? ascending.reversed() : ascending;
    }

    static List<Object> append(List<Object> values, Object value) {
        List<Object> longer = new ArrayList<>(values);
        longer.add(value);
        return longer;
    }

    /** Greater than every value that can be stored: ends a stretch. */
    static Object end() {
        return MaxKey.getInstance();
    }
}
