package io.millrace.query.projection;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Dead letters in memory; every call, and every letter that is added, goes through a store's gate. */
final class MemoryDeadLetters implements DeadLetters {

    private final Map<String, DeadLetter> byKey;
    private final MemoryDocumentStore.Gate gate;

    MemoryDeadLetters() {
        this(new TreeMap<>(), MemoryDocumentStore::takeAtOnce);
    }

    private MemoryDeadLetters(Map<String, DeadLetter> byKey, MemoryDocumentStore.Gate gate) {
        this.byKey = byKey;
        this.gate = gate;
    }

    /** The same letters through another gate. */
    MemoryDeadLetters through(MemoryDocumentStore.Gate other) {
        return new MemoryDeadLetters(byKey, other);
    }

    List<DeadLetter> all() {
        return List.copyOf(byKey.values());
    }

    /** All that there are now; run later, it makes that be all again. */
    Runnable remember() {
        Map<String, DeadLetter> then = new TreeMap<>(byKey);
        return () -> {
            byKey.clear();
            byKey.putAll(then);
        };
    }

    @Override
    public Future<Void> prepare() {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> add(Collection<DeadLetter> letters) {
        Future<Void> all = Future.succeededFuture();
        for (DeadLetter letter : letters) {
            all = all.compose(added -> gate.take(() -> byKey.putIfAbsent(letter.sortKey(), letter)))
                    .mapEmpty();
        }
        return all;
    }

    @Override
    public Future<Void> explain(Collection<DeadLetter> letters) {
        return gate.take(() -> {
            letters.forEach(letter -> byKey.computeIfPresent(
                    letter.sortKey(),
                    (key, known) -> new DeadLetter(
                            known.event(),
                            known.document(),
                            known.step(),
                            letter.error(),
                            letter.follows(),
                            known.parkedAt())));
            return null;
        });
    }

    @Override
    public Future<Void> remove(Collection<String> ids) {
        return gate.take(() -> {
            byKey.values().removeIf(letter -> ids.contains(letter.id()));
            return null;
        });
    }

    @Override
    public Future<Optional<DeadLetter>> find(String id) {
        return gate.take(() ->
                byKey.values().stream().filter(letter -> letter.id().equals(id)).findFirst());
    }

    @Override
    public Future<List<DeadLetter>> of(DocumentKey document, int limit) {
        return gate.take(() -> byKey.values().stream()
                .filter(letter -> document.equals(letter.document()))
                .limit(limit)
                .toList());
    }

    @Override
    public Future<List<DeadLetter>> after(String sortKey, int limit) {
        return gate.take(() -> byKey.entrySet().stream()
                .filter(letter -> letter.getKey().compareTo(sortKey) > 0)
                .limit(limit)
                .map(Map.Entry::getValue)
                .toList());
    }

    @Override
    public Future<Boolean> anyAt(Map<String, Long> positions) {
        return gate.take(() -> byKey.values().stream()
                .anyMatch(letter -> positions.getOrDefault(letter.partition(), 0L)
                        == letter.event().position()));
    }

    @Override
    public Future<Long> count() {
        return gate.take(() -> (long) byKey.size());
    }
}
