package io.millrace.embedded.mongo;

import de.bwaldvogel.mongo.backend.KeyValue;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Sorted stretches of an index as one that is sorted, read as far as it is asked for. */
final class Merge implements Iterator<Object> {
    private final PriorityQueue<Run> runs;

    /** The rest of a stretch, which begins with this entry. */
    private record Run(Map.Entry<KeyValue, Object> first, Iterator<Map.Entry<KeyValue, Object>> rest) {}

    private Merge(Comparator<KeyValue> order) {
        runs = new PriorityQueue<>((left, right) ->
                order.compare(left.first().getKey(), right.first().getKey()));
    }

    static Stream<Object> of(List<NavigableMap<KeyValue, Object>> stretches, Comparator<KeyValue> order) {
        Merge merge = new Merge(order);
        stretches.forEach(stretch -> merge.add(stretch.entrySet().iterator()));
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(merge, Spliterator.ORDERED), false);
    }

    private void add(Iterator<Map.Entry<KeyValue, Object>> run) {
        if (run.hasNext()) {
            runs.add(new Run(run.next(), run));
        }
    }

    @Override
    public boolean hasNext() {
        return !runs.isEmpty();
    }

    @Override
    public Object next() {
        Run run = runs.remove();
        add(run.rest());
        return run.first().getValue();
    }
}
