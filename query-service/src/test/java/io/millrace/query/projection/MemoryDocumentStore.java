package io.millrace.query.projection;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Documents in memory, kept as the JSON text that a real store would keep. Every call, and every single document of a write,
 * goes through a gate that may let it fail or wait.
 */
final class MemoryDocumentStore implements DocumentStore {

    private final Map<String, SortedMap<String, String>> collections;
    private final Gate gate;
    private final MemoryDeadLetters letters;
    private final int version;

    MemoryDocumentStore(int version) {
        this(version, new HashMap<>(), MemoryDocumentStore::takeAtOnce, new MemoryDeadLetters());
    }

    private MemoryDocumentStore(
            int version, Map<String, SortedMap<String, String>> collections, Gate gate, MemoryDeadLetters letters) {
        this.letters = letters;
        this.version = version;
        this.collections = collections;
        this.gate = gate;
    }

    /** The same documents, seen by another process or through another gate. */
    MemoryDocumentStore through(Gate other) {
        return new MemoryDocumentStore(version, collections, other, letters.through(other));
    }

    /** What is parked for the documents. */
    MemoryDeadLetters letters() {
        return letters;
    }

    /** Takes one step, when and if it likes. */
    interface Gate {
        <T> Future<T> take(Supplier<T> step);
    }

    static <T> Future<T> takeAtOnce(Supplier<T> step) {
        return Future.succeededFuture().map(now -> step.get());
    }

    @Override
    public Future<Void> prepare() {
        return Future.succeededFuture();
    }

    @Override
    public Future<List<StoredDocument>> load(DocumentSet set, Collection<String> ids) {
        return gate.take(() -> ids.stream()
                .map(id -> collection(set.name()).get(id))
                .filter(Objects::nonNull)
                .map(MemoryDocumentStore::read)
                .toList());
    }

    @Override
    public Future<List<StoredDocument>> referrers(
            DocumentSet set, String field, Collection<String> values, @Nullable String afterId, int limit) {
        return gate.take(() -> collection(set.name()).values().stream()
                .map(MemoryDocumentStore::read)
                .filter(stored -> afterId == null || stored.id().compareTo(afterId) > 0)
                .filter(stored -> stored.document().texts(field).stream().anyMatch(values::contains))
                .limit(limit)
                .toList());
    }

    @Override
    public Future<List<StoredDocument>> page(DocumentSet set, String afterId, int limit) {
        return gate.take(() -> collection(set.name()).tailMap(afterId + '\0').values().stream()
                .limit(limit)
                .map(MemoryDocumentStore::read)
                .toList());
    }

    @Override
    public Future<Void> write(DocumentSet set, List<StoredDocument> documents) {
        Future<Void> all = Future.succeededFuture();
        for (StoredDocument document : documents) {
            all = all.compose(written -> gate.take(() -> replace(set.name(), document.id(), document.rev(), document)));
        }
        return all;
    }

    @Override
    public Future<Checkpoint> loadCheckpoint() {
        return gate.take(() -> {
            String text = collection("projections").get("checkpoint");
            if (text == null) {
                return Checkpoint.none(version);
            }
            JsonObject json = new JsonObject(text);
            return new Checkpoint(
                    version,
                    DocumentJson.readPositions(json.getJsonObject("positions")),
                    json.getLong("rev"),
                    json.getLong("deadLetters"));
        });
    }

    @Override
    public Future<Void> saveCheckpoint(Checkpoint checkpoint) {
        return gate.take(() -> {
            JsonObject json = new JsonObject()
                    .put("positions", DocumentJson.writePositions(checkpoint.positions()))
                    .put("rev", checkpoint.rev())
                    .put("deadLetters", checkpoint.deadLetters());
            guard("projections", "checkpoint", checkpoint.rev());
            collection("projections").put("checkpoint", json.encode());
            return null;
        });
    }

    /** All that it holds now; run later, it makes that be all again. */
    Runnable remember() {
        Map<String, SortedMap<String, String>> then = new HashMap<>();
        collections.forEach((name, documents) -> then.put(name, new TreeMap<>(documents)));
        Runnable lettersThen = letters.remember();
        return () -> {
            collections.clear();
            then.forEach((name, documents) -> collections.put(name, new TreeMap<>(documents)));
            lettersThen.run();
        };
    }

    /** What a set holds, by id. */
    Map<String, Document> documents(DocumentSet set) {
        Map<String, Document> documents = new TreeMap<>();
        collection(set.name())
                .forEach((id, json) -> documents.put(id, read(json).document()));
        documents.values().removeIf(document -> !document.exists());
        return documents;
    }

    private @Nullable Void replace(String collection, String id, long rev, StoredDocument document) {
        guard(collection, id, rev);
        collection(collection).put(id, DocumentJson.write(document).encode());
        return null;
    }

    private void guard(String collection, String id, long rev) {
        String text = collection(collection).get(id);
        long stored = text == null ? 0 : new JsonObject(text).getLong("rev");
        if (stored != rev - 1) {
            throw new StaleWriteException(collection + " " + id + " is at rev " + stored + ", not " + (rev - 1));
        }
    }

    private SortedMap<String, String> collection(String name) {
        return collections.computeIfAbsent(name, any -> new TreeMap<>());
    }

    private static StoredDocument read(String json) {
        return DocumentJson.read(new JsonObject(json));
    }
}
