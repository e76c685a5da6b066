package io.millrace.embedded.mongo;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.DuplicateKeyError;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A unique index, in memory. */
final class UniqueIndex extends AbstractUniqueIndex<Object> implements SearchableIndex {
    private final NavigableMap<KeyValue, Object> positions = new TreeMap<>(Order.OF_KEYS);
    private final List<String> fields;
    private final Coverage coverage;

    UniqueIndex(String name, List<IndexKey> keys, boolean sparse) {
        super(name, keys, sparse);
        fields = List.copyOf(keys());
        coverage = new Coverage(sparse);
    }

    /** The library looks once more at what is refused, for it knows best how to say so. */
    @Override
    public synchronized void checkAdd(Document document, MongoCollection<Object> collection) {
        for (KeyValue key : keysOf(document)) {
            if (positions.containsKey(key)) {
                super.checkAdd(document, collection);
                throw new DuplicateKeyError(this, collection, getKeys(), key);
            }
        }
    }

    /** A document that is inserted was checked before; those that are there when the index is created were not. */
    @Override
    public synchronized void add(Document document, Object position, MongoCollection<Object> collection) {
        Set<KeyValue> keys = keysOf(document);
        for (KeyValue key : keys) {
            if (!putKeyPosition(key, position)) {
                throw new DuplicateKeyError(this, collection, getKeys(), key);
            }
        }
        coverage.saw(document, fields, keys.size());
    }

    @Override
    public synchronized @Nullable Object remove(Document document) {
        Object position = null;
        for (KeyValue key : keysOf(document)) {
            position = positions.remove(key);
        }
        return position;
    }

    /** None for a document that a sparse index leaves out. */
    private Set<KeyValue> keysOf(Document document) {
        if (fields.size() == 1 && document.get(fields.get(0)) instanceof String text) {
            return Set.of(new KeyValue(List.of(text))); // most keys by far, and already what others are made into
        }
        return isSparse() && lacksAll(document) ? Set.of() : getKeyValues(document);
    }

    private boolean lacksAll(Document document) {
        return fields.stream()
                .map(field -> Utils.getSubdocumentValueCollectionAware(document, field))
                .allMatch(value -> value instanceof Collection<?> values
                        ? values.stream().allMatch(Missing.class::isInstance)
                        : value instanceof Missing);
    }

    @Override
    protected @Nullable Object removeDocument(KeyValue key) {
        return positions.remove(key);
    }

    @Override
    protected boolean putKeyPosition(KeyValue key, Object position) {
        return positions.putIfAbsent(key, position) == null;
    }

    @Override
    protected Iterable<Map.Entry<KeyValue, Object>> getIterable() {
        return positions.entrySet();
    }

    @Override
    protected @Nullable Object getPosition(KeyValue key) {
        return positions.get(key);
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
    public List<String> fields() {
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
