package io.millrace.query.projection;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Where one projection's documents and checkpoint are kept. Every call ends within a bound; a failure is worth another try. */
interface DocumentStore {

    /** Makes sure that collections and indexes exist. */
    Future<Void> prepare();

    /** Those of the documents that exist. */
    Future<List<StoredDocument>> load(DocumentSet set, Collection<String> ids);

    /** Those of several sets that exist. */
    default Future<Map<DocumentSet, List<StoredDocument>>> loadAll(Map<DocumentSet, Set<String>> wanted) {
        Map<DocumentSet, List<StoredDocument>> found = new ConcurrentHashMap<>();
        return Future.all(wanted.entrySet().stream()
                        .map(entry -> load(entry.getKey(), entry.getValue())
                                .onSuccess(documents -> found.put(entry.getKey(), documents)))
                        .toList())
                .map(all -> found);
    }

    /** Documents with one of the values in a field, by ascending id, after an id. */
    Future<List<StoredDocument>> referrers(
            DocumentSet set, String field, Collection<String> values, @Nullable String afterId, int limit);

    /** Documents by ascending id, after an id. */
    Future<List<StoredDocument>> page(DocumentSet set, String afterId, int limit);

    /**
     * Writes documents whose {@code rev} is one above what is stored. Fails with {@link StaleWriteException} when one of
     * them was written by somebody else meanwhile; that one is left alone, others may have been written.
     */
    Future<Void> write(DocumentSet set, List<StoredDocument> documents);

    Future<Checkpoint> loadCheckpoint();

    /** Guarded by {@code rev} as documents are. */
    Future<Void> saveCheckpoint(Checkpoint checkpoint);
}
