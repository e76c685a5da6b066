package io.millrace.embedded.mongo;

import de.bwaldvogel.mongo.backend.Index;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Conditions on the elements of arrays, such as words of a text: looked up in an index that begins with the array. What most
 * documents have is not worth looking up.
 */
final class ElementSearch {
    private final int most;
    private @Nullable Set<Object> found;

    private ElementSearch(int most) {
        this.most = most;
    }

    /**
     * The positions of all documents that may fulfil every such condition, null when no index tells.
     *
     * @param most a condition that more entries of an index fulfil is left to the filter
     */
    static @Nullable Set<Object> candidates(List<Index<Object>> indexes, Conditions conditions, int most) {
        ElementSearch search = new ElementSearch(most);
        Set<String> searched = new HashSet<>();
        for (Index<Object> index : indexes) {
            if (index instanceof SearchableIndex searchable
                    && !searchable.coverage().omissions()
                    && searched.add(searchable.fields().get(0))) {
                conditions
                        .elements(searchable.fields().get(0))
                        .forEach(range -> search.narrow(
                                range.stretch(searchable.entries(), List.of()).values()));
            }
        }
        return search.found;
    }

    private void narrow(Collection<Object> positions) {
        if (isCommon(positions.iterator())) {
            return;
        }
        Set<Object> both = new TreeSet<>(Order.OF_VALUES);
        for (Object position : positions) {
            if (found == null || found.contains(position)) {
                both.add(position);
            }
        }
        found = both;
    }

    private boolean isCommon(Iterator<Object> positions) {
        int looked = 0;
        while (positions.hasNext() && looked <= most) {
            positions.next();
            looked++;
        }
        return looked > most;
    }
}
