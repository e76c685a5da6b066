package io.millrace.query.projection;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Brings one batch into the store: loads, folds, joins, adds dead letters before the documents that wait for them, writes
 * references before what refers to them, lets all other referrers follow in chunks. After a failure anywhere the same
 * events can be applied again.
 */
final class Application {

    private static final int CHUNK = 500;

    private final Projection projection;
    private final DocumentStore store;
    private final DeadLetters letters;
    private final Batch batch;
    private final BooleanSupplier abandoned;
    private final List<DeadLetter> parked = new ArrayList<>();
    private final Set<String> topics = new HashSet<>();
    private long written;

    /** @param abandoned looked at between chunks, whether to give up */
    Application(
            Projection projection, DocumentStore store, DeadLetters letters, Batch batch, BooleanSupplier abandoned) {
        this.projection = projection;
        this.store = store;
        this.letters = letters;
        this.batch = batch;
        this.abandoned = abandoned;
    }

    /** Everything that was parked on the way. */
    List<DeadLetter> parked() {
        return parked;
    }

    /** What may have changed for those who follow, be it now or by an attempt before whose end is unknown. */
    Set<String> topics() {
        return topics;
    }

    /** Number of documents written. */
    long written() {
        return written;
    }

    /**
     * Completes when everything is in the store.
     *
     * @param allowed fails if nothing may be written
     */
    Future<Void> run(Future<Void> allowed) {
        return Future.all(load(batch.toLoad()), allowed)
                .map(loaded -> {
                    batch.fold();
                    return batch.referencesToLoad();
                })
                .compose(this::load)
                .compose(loaded -> {
                    batch.join();
                    projection.sets().forEach(set -> batch.touched(set).forEach(document -> note(set, document)));
                    return park(batch.letters());
                })
                .compose(done -> inTurn(projection.writeOrder(), set -> write(set, batch.changed(set))))
                .compose(done -> inTurn(projection.joins(), this::letFollow));
    }

    private Future<Void> load(Map<DocumentSet, Set<String>> wanted) {
        return store.loadAll(wanted).map(found -> {
            wanted.forEach((set, ids) -> batch.loaded(set, ids, found.getOrDefault(set, List.of())));
            return null;
        });
    }

    private Future<Void> letFollow(Join join) {
        Set<String> references = batch.touchedReferences(join);
        List<String> reached = new ArrayList<>();
        return references.isEmpty()
                ? Future.succeededFuture()
                : Steps.whileMore(() -> letFollow(join, references, reached));
    }

    /** @param reached the id of the last referrer so far, as its only element, once there is one */
    private Future<Boolean> letFollow(Join join, Set<String> references, List<String> reached) {
        if (abandoned.getAsBoolean()) {
            return Future.failedFuture("stopped between two chunks");
        }
        @Nullable String last = reached.isEmpty() ? null : reached.get(0);
        return store.referrers(join.referrers(), join.field(), references, last, CHUNK)
                .compose(chunk -> follow(join, chunk).map(done -> {
                    reached.clear();
                    chunk.stream().skip(CHUNK - 1).map(StoredDocument::id).forEach(reached::add);
                    return chunk.size() == CHUNK;
                }));
    }

    private Future<Void> follow(Join join, List<StoredDocument> chunk) {
        chunk.forEach(referrer -> note(join.referrers(), referrer.document()));
        List<StoredDocument> changed = batch.followed(join, chunk);
        return park(batch.lettersOfFollowers()).compose(done -> write(join.referrers(), changed));
    }

    private void note(DocumentSet set, Document document) {
        if (topics.contains(Changes.ALL)) {
            return;
        }
        if (topics.size() > Changes.MOST_TOPICS) {
            topics.clear();
            topics.add(Changes.ALL);
            return;
        }
        topics.add(Changes.topic(set, document.id()));
        for (String field : set.groups()) {
            document.texts(field).forEach(value -> topics.add(Changes.topic(set, field, value)));
        }
    }

    private Future<Void> park(List<DeadLetter> more) {
        parked.addAll(more);
        return more.isEmpty() ? Future.succeededFuture() : letters.add(more);
    }

    private Future<Void> write(DocumentSet set, List<StoredDocument> documents) {
        written += documents.size();
        return documents.isEmpty() ? Future.succeededFuture() : store.write(set, documents);
    }

    private static <T> Future<Void> inTurn(Collection<T> items, Function<T, Future<Void>> step) {
        Future<Void> turn = Future.succeededFuture();
        for (T item : items) {
            turn = turn.compose(done -> step.apply(item));
        }
        return turn;
    }
}
