package io.millrace.query.projection;

import io.millrace.contracts.ConsistencyToken;
import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Events on their way into the documents: plans what to load, folds in memory, joins, tells what to write. Pure, no I/O; the
 * calls come in the order {@link #toLoad}, {@link #fold}, {@link #referencesToLoad}, {@link #join}, {@link #changed}.
 */
final class Batch {

    private final Projection projection;
    private final List<Planned<?>> planned = new ArrayList<>();
    private final Map<DocumentSet, Set<String>> toLoad = new LinkedHashMap<>();
    private final Map<DocumentSet, Map<String, Draft>> drafts = new HashMap<>();
    private int applied;
    private int skipped;

    /** @throws UnfoldableEventException if an event cannot be read or told its documents */
    Batch(Projection projection, List<EventEnvelope> events) {
        this.projection = projection;
        projection.sets().forEach(set -> drafts.put(set, new LinkedHashMap<>()));
        events.forEach(this::plan);
    }

    /** The documents that the events touch. */
    Map<DocumentSet, Set<String>> toLoad() {
        return toLoad;
    }

    /** Hands over what the store has of the documents asked for; the others do not exist yet. */
    void loaded(DocumentSet set, Set<String> asked, List<StoredDocument> found) {
        Map<String, Draft> ofSet = drafts(set);
        found.forEach(stored -> ofSet.put(stored.id(), new Draft(stored)));
        asked.forEach(id -> ofSet.computeIfAbsent(id, absent -> new Draft(StoredDocument.absent(absent))));
    }

    /** @throws UnfoldableEventException if a function of the projection throws */
    void fold() {
        planned.forEach(this::foldOne);
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
        return referrers.stream()
                .filter(referrer -> !own.containsKey(referrer.id()))
                .map(Draft::new)
                .peek(referrer -> takeOver(join, referrer, false))
                .filter(Draft::changed)
                .map(Draft::next)
                .toList();
    }

    /** What is to be written of a set. */
    List<StoredDocument> changed(DocumentSet set) {
        return drafts(set).values().stream()
                .filter(Draft::changed)
                .map(Draft::next)
                .toList();
    }

    /** How often an event was folded into a document. */
    int applied() {
        return applied;
    }

    /** How often a document had the event already. */
    int skipped() {
        return skipped;
    }

    private void takeOver(Join join, Draft referrer, boolean fromAll) {
        for (String id : referrer.document().texts(join.field())) {
            Draft reference = drafts(join.references()).get(id);
            if (reference != null && reference.document().exists() && (fromAll || reference.touched())) {
                referrer.takeOver(
                        join.references().name() + "/" + id,
                        reference.rev(),
                        document -> takeOver(join, document, reference.document()));
            }
        }
    }

    private static Document takeOver(Join join, Document referrer, Document reference) {
        try {
            return join.takeOver().apply(referrer, reference);
        } catch (RuntimeException e) {
            throw new UnfoldableEventException(join, referrer, e);
        }
    }

    private void plan(EventEnvelope envelope) {
        List<Touch<?>> touches = projection.touches(envelope.type());
        if (touches.isEmpty()) {
            return;
        }
        try {
            Event event = EventTypes.decode(envelope).orElseThrow();
            touches.forEach(touch -> plan(new Fact<>(event, envelope), touch));
        } catch (RuntimeException e) {
            throw new UnfoldableEventException(envelope, e);
        }
    }

    /** The touches of an event's type were declared for its class. */
    @SuppressWarnings("unchecked")
    private <E extends Event> void plan(Fact<Event> fact, Touch<E> touch) {
        Planned<E> step = Planned.of((Fact<E>) (Fact<?>) fact, touch);
        planned.add(step);
        toLoad.computeIfAbsent(touch.set(), any -> new LinkedHashSet<>()).addAll(step.ids());
    }

    private void foldOne(Planned<?> step) {
        try {
            step.drafts(drafts(step.touch().set())).forEach(draft -> {
                if (step.foldInto(draft)) {
                    applied++;
                } else {
                    skipped++;
                }
            });
        } catch (RuntimeException e) {
            throw new UnfoldableEventException(step.fact().envelope(), e);
        }
    }

    private Map<String, Draft> drafts(DocumentSet set) {
        return drafts.getOrDefault(set, Map.of());
    }

    /** One touch of one event, with the documents' distinct ids. */
    private record Planned<E extends Event>(Fact<E> fact, Touch<E> touch, Collection<String> ids) {

        static <E extends Event> Planned<E> of(Fact<E> fact, Touch<E> touch) {
            return new Planned<>(fact, touch, new LinkedHashSet<>(touch.ids().apply(fact.event())));
        }

        Stream<Draft> drafts(Map<String, Draft> ofSet) {
            return ids.stream().map(ofSet::get);
        }

        boolean foldInto(Draft draft) {
            EventEnvelope envelope = fact.envelope();
            String partition = ConsistencyToken.key(envelope.source(), envelope.partition());
            return draft.fold(
                    partition, envelope.position(), document -> touch.fold().apply(document, fact));
        }
    }
}
