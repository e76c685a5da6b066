package io.millrace.embedded.mongo;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoCollection;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/** One collection. A document's position is its id; indexes are in memory and follow from the documents. */
final class StoreCollection extends AbstractSynchronizedMongoCollection<Object> {
    /** So many documents are sorted faster than they are found in an index that has the order. */
    private static final int FEW = 100;

    private final MVMap<Object, StoredDocument> documents;

    StoreCollection(
            MongoDatabase database,
            String name,
            CollectionOptions options,
            MVMap<Object, StoredDocument> documents,
            CursorRegistry cursors) {
        super(database, name, options, cursors);
        this.documents = documents;
    }

    @Override
    protected QueryResult queryDocuments(
            Document query,
            @Nullable Document orderBy,
            int skip,
            int limit,
            int batchSize,
            @Nullable Document projection) {
        Conditions conditions = Conditions.of(query);
        Set<Object> candidates = ElementSearch.candidates(getIndexes(), conditions, count() / 4);
        boolean few = candidates != null && candidates.size() <= FEW;
        Plan plan = few ? null : Plan.best(getIndexes(), conditions, orderBy);
        if (isNatural(orderBy) || (plan == null && candidates == null)) {
            return matchDocuments(query, orderBy, skip, limit, batchSize, projection);
        }
        Stream<Document> found = positions(plan, candidates).map(this::getDocument);
        boolean sorted = plan != null && plan.sorted();
        return matchDocumentsFromStream(found, query, sorted ? null : orderBy, skip, limit, batchSize, projection);
    }

    private static Stream<Object> positions(@Nullable Plan plan, @Nullable Set<Object> candidates) {
        if (plan == null) {
            return candidates == null ? Stream.empty() : candidates.stream();
        }
        return candidates == null ? plan.positions() : plan.positions().filter(candidates::contains);
    }

    private static boolean isNatural(@Nullable Document orderBy) {
        return orderBy != null && orderBy.containsKey("$natural");
    }

    @Override
    protected QueryResult matchDocuments(
            Document query,
            @Nullable Document orderBy,
            int skip,
            int limit,
            int batchSize,
            @Nullable Document projection) {
        Stream<StoredDocument> all = isNaturalDescending(orderBy)
                ? new TreeMap<>(documents).descendingMap().values().stream()
                : documents.values().stream();
        return matchDocumentsFromStream(
                all.map(StoredDocument::document), query, orderBy, skip, limit, batchSize, projection);
    }

    @Override
    protected Object addDocumentInternal(Document document) {
        Object position = getIdField() == null ? new ObjectId() : Missing.ofNullable(document.get(getIdField()));
        StoredDocument previous = documents.putIfAbsent(position, new StoredDocument(document));
        if (previous != null) {
            throw new IllegalStateException("position " + position + " is taken in " + this);
        }
        return position;
    }

    @Override
    protected void handleUpdate(Object position, Document before, Document after) {
        documents.put(position, new StoredDocument(after));
    }

    @Override
    protected void removeDocument(Object position) {
        if (documents.remove(position) == null) {
            throw new NoSuchElementException("no document at " + position + " in " + this);
        }
    }

    @Override
    protected @Nullable Document getDocument(Object position) {
        StoredDocument stored = documents.get(position);
        return stored == null ? null : stored.document();
    }

    @Override
    protected Stream<DocumentWithPosition<Object>> streamAllDocumentsWithPosition() {
        return documents.entrySet().stream().map(StoreCollection::positioned);
    }

    private static DocumentWithPosition<Object> positioned(Map.Entry<Object, StoredDocument> entry) {
        return new DocumentWithPosition<>(entry.getValue().document(), entry.getKey());
    }

    @Override
    public int count() {
        return documents.size();
    }

    @Override
    protected boolean tracksDataSize() {
        return false;
    }

    @Override
    protected void updateDataSize(int delta) {
        // not tracked
    }

    @Override
    protected int getDataSize() {
        return 0;
    }
}
