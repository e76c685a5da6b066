package io.millrace.query.projection;

import io.millrace.contracts.Event;
import io.millrace.contracts.EventTypes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * The declaration of a read model: the documents it keeps, and per type of event which of them it touches and what it makes
 * of them. The outcome must not depend on the order of events of different partitions, since that order is not defined;
 * use {@link Builder#join} for data that comes from elsewhere. Immutable.
 */
public final class Projection {

    private final String name;
    private final int version;
    private final Set<DocumentSet> sets;
    private final Map<Class<? extends Event>, List<Touch<?>>> touches;
    private final List<Join> joins;
    private final Set<String> sources;

    private Projection(Builder builder) {
        name = builder.name;
        version = builder.version;
        sets = Set.copyOf(builder.sets);
        touches = Map.copyOf(builder.touches);
        joins = List.copyOf(builder.joins);
        sources = Set.copyOf(builder.sources);
    }

    /**
     * @param name letters, digits and dashes; names its queues and collections
     * @param version to be raised whenever the same events would give other documents than before
     */
    public static Builder named(String name, int version) {
        return new Builder(name, version);
    }

    public String name() {
        return name;
    }

    public int version() {
        return version;
    }

    /** The services whose events it reads. */
    public Set<String> sources() {
        return sources;
    }

    Set<DocumentSet> sets() {
        return sets;
    }

    /** @throws NoSuchElementException if it keeps no set of this name */
    DocumentSet set(String named) {
        return sets.stream()
                .filter(set -> set.name().equals(named))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(name + " keeps no documents called " + named));
    }

    List<Join> joins() {
        return joins;
    }

    /** The sets, references before those that refer to them: nobody shows what is not there. */
    List<DocumentSet> writeOrder() {
        return sets.stream()
                .sorted(Comparator.comparing(
                        set -> joins.stream().anyMatch(join -> join.referrers().equals(set))))
                .toList();
    }

    /** What an event of a type, such as {@code OrderPlaced.v1}, touches; the same in all of its versions. */
    List<Touch<?>> touches(String type) {
        return EventTypes.find(type)
                .map(known -> touches.get(known.eventClass()))
                .orElse(List.of());
    }

    /** Collects a declaration. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private final int version;
        private final Set<DocumentSet> sets = new LinkedHashSet<>();
        private final Map<Class<? extends Event>, List<Touch<?>>> touches = new HashMap<>();
        private final List<Join> joins = new ArrayList<>();
        private final Set<String> sources = new TreeSet<>();

        private Builder(String name, int version) {
            this.name = name;
            this.version = version;
        }

        /** An event of the type touches one document of the set, which comes into being if it does not exist. */
        public <E extends Event> Builder on(Class<E> type, DocumentSet set, Function<E, String> id, Fold<E> fold) {
            return onEach(type, set, event -> Set.of(id.apply(event)), fold);
        }

        /**
         * An event of the type touches several documents of the set; the fold is called once for each distinct id.
         *
         * @throws IllegalArgumentException if events of the type touch the set already
         */
        public <E extends Event> Builder onEach(
                Class<E> type, DocumentSet set, Function<E, Collection<String>> ids, Fold<E> fold) {
            EventTypes.EventType eventType = EventTypes.of(type);
            sets.add(set);
            sources.add(eventType.source());
            List<Touch<?>> ofType = touches.computeIfAbsent(type, any -> new ArrayList<>());
            if (ofType.stream().anyMatch(touch -> touch.set().equals(set))) {
                throw new IllegalArgumentException(eventType.simpleName() + " touches " + set.name()
                        + " twice; a document takes an event once, so one fold must do it all");
            }
            ofType.add(new Touch<>(set, ids, fold));
            return this;
        }

        /**
         * Every referrer shows data of the references whose ids are in its field (one id or a list of them). However many
         * referrers a reference has, all follow it when it changes, in chunks. A fold must keep what a join has put into
         * a document, unless it changes the ids.
         *
         * @param takeOver (referrer, reference) → referrer that shows what the reference holds now; pure; is called again
         *     and again with the same outcome
         */
        public Builder join(
                DocumentSet referrers, String field, DocumentSet references, BinaryOperator<Document> takeOver) {
            if (!referrers.indexes().contains(List.of(field, "id"))) {
                throw new IllegalArgumentException("a join needs an index on (" + field + ", id) of " + referrers.name()
                        + " to find its referrers");
            }
            joins.add(new Join(referrers, field, references, takeOver));
            return this;
        }

        /** @throws IllegalArgumentException if the declaration contradicts itself */
        public Projection build() {
            for (Join join : joins) {
                if (!sets.contains(join.referrers()) || !sets.contains(join.references())) {
                    throw new IllegalArgumentException("no event touches a side of the join by " + join.field());
                }
                if (joins.stream().anyMatch(other -> other.referrers().equals(join.references()))) {
                    throw new IllegalArgumentException(join.references().name()
                            + " takes over data itself; a chain of joins would not be followed");
                }
            }
            return new Projection(this);
        }
    }
}
