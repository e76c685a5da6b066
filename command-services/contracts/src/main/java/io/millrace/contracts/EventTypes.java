package io.millrace.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
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
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The event types that exist, and the JSON form of their data. Reading tolerates fields it does not know. Thread-safe.
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

    private static final Map<Class<? extends Event>, EventType> BY_CLASS = Stream.of(
                    type("customers", CustomerEvent.CustomerRegistered.class, 1),
                    type("customers", CustomerEvent.CustomerRenamed.class, 1),
                    type("customers", CustomerEvent.CustomerEmailChanged.class, 1),
                    type("customers", CustomerEvent.CustomerClosed.class, 1),
                    type("catalog", CatalogEvent.ProductAdded.class, 1),
                    type("catalog", CatalogEvent.ProductRevised.class, 1),
                    type("catalog", CatalogEvent.ProductRepriced.class, 1),
                    type("catalog", CatalogEvent.ProductDiscontinued.class, 1),
                    type("inventory", InventoryEvent.StockReceived.class, 1),
                    type("inventory", InventoryEvent.StockReserved.class, 1),
                    type("inventory", InventoryEvent.StockShort.class, 1),
                    type("inventory", InventoryEvent.StockReleased.class, 1),
                    type("inventory", InventoryEvent.StockShipped.class, 1),
                    type("orders", OrderEvent.OrderPlaced.class, 1),
                    type("orders", OrderEvent.OrderLineReserved.class, 1),
                    type("orders", OrderEvent.OrderConfirmed.class, 1),
                    type("orders", OrderEvent.OrderRejected.class, 1),
                    type("orders", OrderEvent.OrderCancelled.class, 1),
                    type("orders", OrderEvent.OrderShipped.class, 1))
            .collect(Collectors.toUnmodifiableMap(EventType::eventClass, Function.identity()));

    private static final Map<String, EventType> BY_NAME =
            BY_CLASS.values().stream().collect(Collectors.toUnmodifiableMap(EventType::name, Function.identity()));

    private static final ObjectWriter WRITER = JSON.writer();
    private static final Map<String, ObjectReader> READERS = BY_NAME.values().stream()
            .collect(Collectors.toUnmodifiableMap(EventType::name, type -> JSON.readerFor(type.eventClass())));

    private EventTypes() {}

    /** Every type in its current version. */
    public static Stream<EventType> all() {
        return BY_CLASS.values().stream();
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
     * The event within an envelope; empty for a type that this build does not know, which a reader passes over.
     *
     * @throws MalformedEventException if the data does not fit the type
     */
    public static Optional<Event> decode(EventEnvelope envelope) {
        ObjectReader reader = READERS.get(envelope.type());
        if (reader == null) {
            return Optional.empty();
        }
        try {
            Event event = reader.readValue(envelope.data());
            if (event == null) {
                throw new MalformedEventException(at(envelope) + "data is null");
            }
            return Optional.of(event);
        } catch (JsonProcessingException e) {
            throw new MalformedEventException(at(envelope) + problem(e), e);
        }
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

    private static EventType type(String source, Class<? extends Event> eventClass, int version) {
        String simpleName = eventClass.getSimpleName();
        return new EventType(source, EventType.name(simpleName, version), simpleName, version, eventClass);
    }

    /**
     * @param source the service that owns the type
     * @param name simple name and version, such as {@code OrderPlaced.v1}; CloudEvents {@code type}
     */
    public record EventType(
            String source, String name, String simpleName, int version, Class<? extends Event> eventClass) {

        /** The name of a type, as envelopes have it. */
        public static String name(String simpleName, int version) {
            return simpleName + ".v" + version;
        }
    }
}
