package io.millrace.embedded.mongo;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An index that allows equal keys, in memory. The id ends each key, so equal ones are apart and ordered by id. */
final class SecondaryIndex extends Index<Object> implements SearchableIndex {
    private static final String ID = "_id";

    private final NavigableMap<KeyValue, Object> positions = new TreeMap<>(Order.OF_KEYS);
    private final Coverage coverage = new Coverage(false);

    SecondaryIndex(String name, List<IndexKey> keys) {
        super(name, keys, true); // sparse for the library: it then accepts that remove() knows no position
    }

    @Override
    public void add(Document document, Object position, MongoCollection<Object> collection) {
        Set<KeyValue> keys = getKeyValues(document);
        keys.forEach(key -> positions.put(withId(key, document), position));
        coverage.saw(document, keys(), keys.size());
    }

    @Override
    public @Nullable Object remove(Document document) {
        getKeyValues(document).forEach(key -> positions.remove(withId(key, document)));
        return null;
    }

    @Override
    public void updateInPlace(Document before, Document after, Object position, MongoCollection<Object> collection) {
        if (!nullAwareEqualsKeys(before, after)) {
            remove(before);
            add(after, position, collection);
        }
    }

    private static KeyValue withId(KeyValue key, Document document) {
        List<Object> values = new ArrayList<>(key.stream().toList());
        values.add(Missing.ofNullable(document.get(ID)));
        return new KeyValue(values).normalized();
    }

    @Override
    public @Nullable Object getPosition(Document document) {
        return null;
    }

    /** Every key is welcome, but not every document has one: two arrays in one key are refused here. */
    @Override
    public void checkAdd(Document document, MongoCollection<Object> collection) {
        getKeyValues(document);
    }

    @Override
    public void checkUpdate(Document before, Document after, MongoCollection<Object> collection) {
        getKeyValues(after);
    }

    @Override
    public boolean canHandle(Document query) {
        return false; // only the planner asks it
    }

    @Override
    public Iterable<Object> getPositions(Document query) {
        throw new UnsupportedOperationException("asked through the planner only");
    }

    @Override
    public long getCount() {
        return positions.size();
    }

    @Override
    public long getDataSize() {
        return getCount();
    }

    @Override
    public void drop() {
        positions.clear();
    }

    @Override
    public List<String> fields() {
        List<String> fields = new ArrayList<>(keys());
        fields.add(ID);
        return fields;
    }

    @Override
    public NavigableMap<KeyValue, Object> entries() {
        return positions;
    }

    @Override
    public Coverage coverage() {
        return coverage;
    }
}
