package io.millrace.contracts;

import io.millrace.contracts.OrderEvent.OrderLine;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/** Arbitrary events and envelopes, built from the components of the records; what is nullable is sometimes null. */
final class RandomEvents {

    private static final int FIRST_SURROGATE = 0xD800;
    private static final int AFTER_SURROGATES = 0xE000;

    private RandomEvents() {}

    static Arbitrary<Event> events() {
        return Arbitraries.of(
                        EventTypes.all().map(EventTypes.EventType::eventClass).toList())
                .flatMap(RandomEvents::record)
                .map(Event.class::cast)
                // Combined over all fields they are too many to be worth their time.
                .withoutEdgeCases();
    }

    /** Envelopes of arbitrary events, their texts full of what must be escaped. */
    static Arbitrary<EventEnvelope> envelopes() {
        Arbitrary<Integer> partitions = Arbitraries.integers().greaterOrEqual(0);
        Arbitrary<Long> positions = Arbitraries.longs().greaterOrEqual(1);
        Arbitrary<@Nullable String> traceparents = text().injectNull(0.5);
        return Combinators.combine(events(), text(), text(), partitions, positions, positions, times(), traceparents)
                .as((event, id, aggregateId, partition, position, version, time, traceparent) -> new EventEnvelope(
                        id,
                        EventTypes.of(event).source(),
                        partition,
                        position,
                        aggregateId,
                        version,
                        EventTypes.of(event).name(),
                        time,
                        traceparent,
                        EventTypes.encode(event)))
                .withoutEdgeCases();
    }

    /** Any text that Unicode allows, from 1 character on. */
    static Arbitrary<String> text() {
        Arbitrary<Integer> codePoints = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 0x7F),
                Arbitraries.integers().between(0x80, FIRST_SURROGATE - 1),
                Arbitraries.integers().between(AFTER_SURROGATES, Character.MAX_CODE_POINT));
        return codePoints
                .list()
                .ofMinSize(1)
                .ofMaxSize(20)
                .map(points -> points.stream().map(Character::toString).collect(Collectors.joining()));
    }

    private static Arbitrary<Object> record(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        List<Arbitrary<Object>> values =
                Arrays.stream(components).map(RandomEvents::component).toList();
        return Combinators.combine(values).as(arguments -> {
            try {
                return type.getConstructor(types).newInstance(arguments.toArray());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Arbitrary<Object> component(RecordComponent component) {
        Arbitrary<Object> value = value(component.getName(), component.getType());
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class) ? value.injectNull(0.3) : value;
    }

    private static Arbitrary<Object> value(String name, Class<?> type) {
        if (type == Money.class) {
            return record(type);
        }
        if (type == List.class) {
            return name.equals("lines")
                    ? record(OrderLine.class).list().ofMinSize(1).ofMaxSize(5).asGeneric()
                    : ids().list().ofMaxSize(3).asGeneric();
        }
        if (type == Map.class) {
            return json(3).filter(Map.class::isInstance);
        }
        if (type == Instant.class) {
            return times().asGeneric();
        }
        if (type == int.class) {
            return Arbitraries.integers().greaterOrEqual(1).asGeneric();
        }
        if (type == long.class) {
            return name.equals("quantity")
                    ? Arbitraries.longs().between(1, 1_000_000).asGeneric()
                    : Arbitraries.longs().greaterOrEqual(0).asGeneric();
        }
        if (name.endsWith("Id")) {
            return ids().asGeneric();
        }
        if (name.equals("currency")) {
            return Arbitraries.strings().withCharRange('A', 'Z').ofLength(3).asGeneric();
        }
        return text().asGeneric();
    }

    private static Arbitrary<String> ids() {
        return Combinators.combine(Arbitraries.longs(), Arbitraries.longs())
                .as((high, low) -> new UUID(high, low).toString());
    }

    private static Arbitrary<Instant> times() {
        Arbitrary<Long> seconds = Arbitraries.longs()
                .between(0, Instant.parse("9999-12-31T23:59:59Z").getEpochSecond());
        Arbitrary<Long> nanos = Arbitraries.longs().between(0, 999_999_999);
        return Combinators.combine(seconds, nanos).as(Instant::ofEpochSecond);
    }

    /** JSON values as Jackson reads them. */
    private static Arbitrary<Object> json(int depth) {
        Arbitrary<Object> scalars = Arbitraries.oneOf(
                text().asGeneric(),
                Arbitraries.integers().asGeneric(),
                Arbitraries.doubles().asGeneric(),
                Arbitraries.of(true, false).asGeneric(),
                Arbitraries.just((Object) "").injectNull(0.5));
        if (depth == 0) {
            return scalars;
        }
        Arbitrary<Object> inner = Arbitraries.lazy(() -> json(depth - 1));
        return Arbitraries.oneOf(
                Arbitraries.maps(text(), inner).ofMaxSize(3).asGeneric(),
                inner.list().ofMaxSize(3).asGeneric(),
                scalars);
    }
}
