package io.millrace.query.projection;

import static java.util.Objects.requireNonNull;

import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Events on their way into the documents: plans what to load, folds in memory, joins, tells what to write. Pure, no I/O; the
 * calls come in the order {@link #toLoad}, {@link #fold}, {@link #referencesToLoad}, {@link #join}, {@link #changed}.
 */
final class Batch {

    private final Projection projection;
    private final Kind kind;
    private final List<EventEnvelope> events;
    private final List<Planned<?>> planned = new ArrayList<>();
    private final Map<DocumentSet, Set<String>> toLoad = new LinkedHashMap<>();
    private final Map<DocumentSet, Map<String, Draft>> drafts = new HashMap<>();
    private final List<DeadLetter> undirected = new ArrayList<>();
    private final List<Draft> followers = new ArrayList<>();

    private enum Kind {
        NEW,
        UNDIRECTED,
        RESUBMITTED
    }

    private Batch(Projection projection, List<EventEnvelope> events, Kind kind) {
        this.projection = projection;
        this.events = events;
        this.kind = kind;
        projection.sets().forEach(set -> drafts.put(set, new LinkedHashMap<>()));
    }

    /** Events on their way into whatever documents they touch. @throws LaterVersionException if one needs a newer build */
    static Batch of(Projection projection, List<EventEnvelope> events) {
        Batch batch = new Batch(projection, events, Kind.NEW);
        events.forEach(batch::plan);
        return batch;
    }

    /** An event once more whose documents could not be told; {@link #fold} refuses it if it is too late for one of them. */
    static Batch undirected(Projection projection, DeadLetter letter) {
        Batch batch = new Batch(projection, List.of(letter.event()), Kind.UNDIRECTED);
        batch.plan(letter.event());
        return batch;
    }

    /**
     * A document's dead letters, once more, on their way into this document alone, which is loaded already: letters that
     * were read before the document might not be all.
     */
    static Batch resubmission(
            Projection projection,
            DocumentKey key,
            StoredDocument document,
            List<EventEnvelope> letters,
            boolean more) {
        Batch batch = new Batch(projection, letters, Kind.RESUBMITTED);
        DocumentSet set = projection.set(key.set());
        batch.drafts(set).put(key.id(), Draft.resubmitted(set, document, more));
        letters.forEach(letter -> batch.planResubmitted(letter, key));
        return batch;
    }

    /** The documents that the events touch. */
    Map<DocumentSet, Set<String>> toLoad() {
        return toLoad;
    }

    /** Hands over what the store has of the documents asked for; the others do not exist yet. */
    void loaded(DocumentSet set, Set<String> asked, List<StoredDocument> found) {
        Map<String, Draft> ofSet = drafts(set);
        found.forEach(stored -> ofSet.put(stored.id(), new Draft(set, stored)));
        asked.forEach(id -> ofSet.computeIfAbsent(id, absent -> new Draft(set, StoredDocument.absent(absent))));
    }

    /** @throws OvertakenException if it is too late for an event whose documents could not be told before */
    void fold() {
        planned.forEach(step -> step.foldInto(drafts(step.touch().set())));
        if (kind == Kind.UNDIRECTED && all().anyMatch(Draft::overtaken)) {
            throw new OvertakenException(events.get(0));
        }
    }

    /** References that documents of the batch have come to name and that are not loaded yet. */
    Map<DocumentSet, Set<String>> referencesToLoad() {
        Map<DocumentSet, Set<String>> missing = new LinkedHashMap<>();
        for (Join join : projection.joins()) {
            Set<String> known = drafts(join.references()).keySet();
            drafts(join.referrers()).values().stream()
                    .filter(referrer -> referrer.joinsAnew(join.field()))
                    .flatMap(referrer -> referrer.document().texts(join.field()).stream())
                    .filter(id -> !known.contains(id))
                    .forEach(id -> missing.computeIfAbsent(join.references(), any -> new LinkedHashSet<>())
                            .add(id));
        }
        return missing;
    }

    /** Lets the batch's own documents take over data from their references. */
    void join() {
        for (Join join : projection.joins()) {
            drafts(join.referrers())
                    .values()
                    .forEach(referrer -> takeOver(join, referrer, referrer.joinsAnew(join.field())));
        }
    }

    /** Ids of a join's references that the events touched: all their referrers are to follow. */
    Set<String> touchedReferences(Join join) {
        return drafts(join.references()).entrySet().stream()
                .filter(reference -> reference.getValue().touched()
                        && reference.getValue().document().exists())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Those of some referrers from the store that change by following their touched references. */
    List<StoredDocument> followed(Join join, List<StoredDocument> referrers) {
        Map<String, Draft> own = drafts(join.referrers());
        followers.clear();
        referrers.stream()
                .filter(referrer -> !own.containsKey(referrer.id()))
                .map(referrer -> new Draft(join.referrers(), referrer))
                .peek(referrer -> takeOver(join, referrer, false))
                .filter(Draft::changed)
                .forEach(followers::add);
        return followers.stream().map(Draft::next).toList();
    }

    /** The documents of a set that are not merely referred to. */
    List<Document> touched(DocumentSet set) {
        return drafts(set).values().stream()
                .filter(draft -> draft.touched() || draft.changed())
                .map(Draft::document)
                .toList();
    }

    /** What the fold and the joins have parked. */
    List<DeadLetter> letters() {
        return Stream.concat(undirected.stream(), all().flatMap(draft -> draft.letters().stream()))
                .toList();
    }

    /** What {@link #followed} has parked the last time. */
    List<DeadLetter> lettersOfFollowers() {
        return followers.stream().flatMap(draft -> draft.letters().stream()).toList();
    }

    /** What is to be written of a set. */
    List<StoredDocument> changed(DocumentSet set) {
        return drafts(set).values().stream()
                .filter(Draft::changed)
                .map(Draft::next)
                .toList();
    }

    /** How often a document had an event already. */
    long skipped() {
        return all().filter(Draft::skipped).count();
    }

    private void takeOver(Join join, Draft referrer, boolean fromAll) {
        for (String id : referrer.document().texts(join.field())) {
            Draft reference = drafts(join.references()).get(id);
            if (reference != null && reference.document().exists() && (fromAll || reference.touched())) {
                referrer.takeOver(
                        join.references().name() + "/" + id,
                        reference.rev(),
                        reference.touched() ? reference.last() : events.get(0),
                        document -> join.takeOver().apply(document, reference.document()));
            }
        }
    }

    /** An event whose documents cannot be told is parked for none of them, and all of it is. */
    private void plan(EventEnvelope envelope) {
        List<Touch<?>> touches = projection.touches(envelope.type());
        if (touches.isEmpty()) {
            return;
        }
        requireReadable(envelope);
        try {
            Event event = EventTypes.decode(envelope).orElseThrow();
            List<Planned<?>> steps = touches.stream()
                    .<Planned<?>>map(touch -> plan(new Fact<>(event, envelope), touch))
                    .toList();
            steps.forEach(step -> {
                planned.add(step);
                toLoad(step.touch().set()).addAll(step.ids());
            });
        } catch (RuntimeException e) {
            undirected.add(DeadLetter.of(envelope, null, e));
        }
    }

    private static void requireReadable(EventEnvelope envelope) {
        if (!EventTypes.readable(envelope.type())) {
            try {
                EventTypes.decode(envelope);
            } catch (RuntimeException e) {
                throw new LaterVersionException(e);
            }
        }
    }

    /** The steps that concern the document; what cannot be planned any more fails when it is folded, and stays parked. */
    private void planResubmitted(EventEnvelope envelope, DocumentKey document) {
        for (Touch<?> touch : projection.touches(envelope.type())) {
            if (touch.set().name().equals(document.set())) {
                planResubmitted(envelope, touch, document.id());
            }
        }
    }

    private void planResubmitted(EventEnvelope envelope, Touch<?> touch, String id) {
        try {
            Event event = EventTypes.decode(envelope).orElseThrow();
            Planned<?> step = plan(new Fact<>(event, envelope), touch);
            if (step.ids().contains(id)) {
                planned.add(step.onlyFor(id));
            }
        } catch (RuntimeException e) {
            planned.add(Planned.failing(envelope, touch, id, e));
        }
    }

    /** The touches of an event's type were declared for its class. */
    @SuppressWarnings("unchecked")
    private static <E extends Event> Planned<E> plan(Fact<Event> fact, Touch<E> touch) {
        Fact<E> own = (Fact<E>) (Fact<?>) fact;
        return new Planned<>(
                fact.envelope(),
                touch,
                new LinkedHashSet<>(touch.ids().apply(own.event())),
                document -> touch.fold().apply(document, own));
    }

    private Set<String> toLoad(DocumentSet set) {
        return toLoad.computeIfAbsent(set, any -> new LinkedHashSet<>());
    }

    private Stream<Draft> all() {
        return drafts.values().stream().flatMap(ofSet -> ofSet.values().stream());
    }

    private Map<String, Draft> drafts(DocumentSet set) {
        return drafts.getOrDefault(set, Map.of());
    }

    /** One touch of one event, with the documents' distinct ids. */
    private record Planned<E extends Event>(
            EventEnvelope envelope, Touch<E> touch, Set<String> ids, UnaryOperator<Document> fold) {

        static Planned<?> failing(EventEnvelope envelope, Touch<?> touch, String id, RuntimeException failure) {
            return new Planned<>(envelope, touch, Set.of(id), document -> {
                throw failure;
            });
        }

        Planned<E> onlyFor(String id) {
            return new Planned<>(envelope, touch, Set.of(id), fold);
        }

        void foldInto(Map<String, Draft> ofSet) {
            for (String id : ids) {
                requireNonNull(ofSet.get(id), "loaded").fold(envelope, fold);
            }
        }
    }
}
