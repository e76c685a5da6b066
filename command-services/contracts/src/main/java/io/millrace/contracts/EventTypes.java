package io.millrace.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The event types that exist, and the JSON form of their data. Reading tolerates fields it does not know, and gives the
 * record of today for every version that ever was. Thread-safe.
 */
public final class EventTypes {

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(LogicalType.Textual, text -> {
                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
            })
            .withConfigOverride(List.class, list -> list.setSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL)))
            // Fields that are null are left out, but not what is null within a product's attributes.
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    private static final List<Declaration> DECLARATIONS = List.of(
            declare("customers", CustomerEvent.CustomerRegistered.class, CustomerUpcasters::splitName),
            declare("customers", CustomerEvent.CustomerRenamed.class),
            declare("customers", CustomerEvent.CustomerEmailChanged.class),
            declare("customers", CustomerEvent.CustomerClosed.class),
            declare("catalog", CatalogEvent.ProductAdded.class),
            declare("catalog", CatalogEvent.ProductRevised.class),
            declare("catalog", CatalogEvent.ProductRepriced.class),
            declare("catalog", CatalogEvent.ProductDiscontinued.class),
            declare("inventory", InventoryEvent.StockReceived.class),
            declare("inventory", InventoryEvent.StockReserved.class),
            declare("inventory", InventoryEvent.StockShort.class),
            declare("inventory", InventoryEvent.StockReleased.class),
            declare("inventory", InventoryEvent.StockShipped.class),
            declare("orders", OrderEvent.OrderPlaced.class),
            declare("orders", OrderEvent.OrderLineReserved.class),
            declare("orders", OrderEvent.OrderConfirmed.class),
            declare("orders", OrderEvent.OrderRejected.class),
            declare("orders", OrderEvent.OrderCancelled.class),
            declare("orders", OrderEvent.OrderShipped.class));

    private static final Map<Class<? extends Event>, EventType> BY_CLASS = DECLARATIONS.stream()
            .map(Declaration::type)
            .collect(Collectors.toUnmodifiableMap(EventType::eventClass, Function.identity()));

    private static final Map<String, EventType> BY_SIMPLE_NAME = BY_CLASS.values().stream()
            .collect(Collectors.toUnmodifiableMap(EventType::simpleName, Function.identity()));

    private static final ObjectWriter WRITER = JSON.writer();

    /** By name and version, for every version from the first one on. */
    private static final Map<String, EventReader> READERS = DECLARATIONS.stream()
            .flatMap(declaration -> declaration.readers().entrySet().stream())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private static final Pattern NAME = Pattern.compile("(.+)\\.v([1-9][0-9]*)");

    private EventTypes() {}

    /** Every type in its current version, each family in the order in which its events happen. */
    public static Stream<EventType> all() {
        return DECLARATIONS.stream().map(Declaration::type);
    }

    /** The type that a name such as {@code OrderPlaced.v1} means, in whatever version; empty if this build does not know it. */
    public static Optional<EventType> find(String name) {
        EventReader reader = READERS.get(name);
        return reader == null ? findLater(name) : Optional.of(reader.type());
    }

    /** A version that is no earlier one must be a later one. */
    private static Optional<EventType> findLater(String name) {
        Matcher parts = NAME.matcher(name);
        return parts.matches() ? Optional.ofNullable(BY_SIMPLE_NAME.get(parts.group(1))) : Optional.empty();
    }

    /** Whether this build can read events of a type such as {@code OrderPlaced.v1} in that very version. */
    public static boolean readable(String name) {
        return READERS.containsKey(name);
    }

    /** The type that an event is written as. */
    public static EventType of(Event event) {
        return of(event.getClass());
    }

    /** @throws IllegalArgumentException if the class is not an event type */
    public static EventType of(Class<? extends Event> eventClass) {
        EventType type = BY_CLASS.get(eventClass);
        if (type == null) {
            throw new IllegalArgumentException(eventClass.getName() + " is not an event type");
        }
        return type;
    }

    /** The event's data as JSON text, as its type's schema describes it. */
    public static String encode(Event event) {
        try {
            return WRITER.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write " + event, e);
        }
    }

    /**
     * The event within an envelope, in its current version whatever version was written; empty for a type that this build
     * does not know, which a reader passes over.
     *
     * @throws MalformedEventException if the data does not fit the type, or if the version is later than this build knows:
     *     to pass over an event that others understand would be to lose it
     */
    public static Optional<Event> decode(EventEnvelope envelope) {
        EventReader reader = READERS.get(envelope.type());
        if (reader == null) {
            findLater(envelope.type()).ifPresent(known -> refuse(envelope, known));
            return Optional.empty();
        }
        try {
            Event event = reader.read(envelope.data());
            if (event == null) {
                throw new MalformedEventException("data is null");
            }
            return Optional.of(event);
        } catch (JsonProcessingException e) {
            throw new MalformedEventException(at(envelope) + problem(e), e);
        } catch (MalformedEventException e) {
            throw new MalformedEventException(at(envelope) + e.getMessage(), e);
        }
    }

    /**
     * The same, but empty for every event that is not of the wanted types. Those are not read at all, so that versions of
     * them that this build does not know are no matter.
     */
    public static Optional<Event> decode(EventEnvelope envelope, Set<Class<? extends Event>> wanted) {
        return find(envelope.type())
                .filter(type -> wanted.contains(type.eventClass()))
                .flatMap(type -> decode(envelope));
    }

    private static void refuse(EventEnvelope envelope, EventType known) {
        throw new MalformedEventException(at(envelope) + "this build knows " + known.simpleName() + " up to version "
                + known.version() + "; readers have to be rolled out before the owner");
    }

    private static String at(EventEnvelope envelope) {
        return envelope.type() + " at " + envelope.source() + "/" + envelope.partition() + " position "
                + envelope.position() + " cannot be read: ";
    }

    /** Names the field: {@code lines[0].unitPrice: ...}, {@code total.currency: missing}. */
    private static String problem(JsonProcessingException e) {
        if (!(e instanceof JsonMappingException mapping)) {
            return e.getOriginalMessage();
        }
        String path = mapping.getPath().stream().map(EventTypes::step).collect(Collectors.joining());
        // The records' requireNonNull gives the name of the field as the message.
        String problem = e.getCause() instanceof NullPointerException missing
                ? "." + missing.getMessage() + ": missing"
                : ": " + e.getOriginalMessage();
        String located = path + problem;
        return located.startsWith(".") ? located.substring(1) : "data" + located;
    }

    private static String step(JsonMappingException.Reference step) {
        return step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName();
    }

    /** The first version is 1, and every upcaster leads to the next one. */
    private static Declaration declare(String source, Class<? extends Event> eventClass, Upcaster... upcasters) {
        String simpleName = eventClass.getSimpleName();
        int version = upcasters.length + 1;
        return new Declaration(
                new EventType(source, EventType.name(simpleName, version), simpleName, version, eventClass),
                List.of(upcasters));
    }

    private record Declaration(EventType type, List<Upcaster> upcasters) {

        Map<String, EventReader> readers() {
            return IntStream.rangeClosed(1, type.version())
                    .boxed()
                    .collect(Collectors.toMap(
                            type::name,
                            version -> new EventReader(type, JSON, upcasters.subList(version - 1, upcasters.size()))));
        }
    }

    /**
     * A type in its current version, the one that is written.
     *
     * @param source the service that owns the type
     * @param name simple name and version, such as {@code OrderPlaced.v1}; CloudEvents {@code type}
     */
    public record EventType(
            String source, String name, String simpleName, int version, Class<? extends Event> eventClass) {

        /** What it is or was called in a version, from 1 to the current one. */
        public String name(int ofVersion) {
            return name(simpleName, ofVersion);
        }

        /** The name of a type, as envelopes have it. */
        public static String name(String simpleName, int version) {
            return simpleName + ".v" + version;
        }
    }
}
