package io.millrace.query.projection;

import io.millrace.contracts.Money;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A read model's document as its projection's functions see it: an id and fields, without the engine's bookkeeping. A
 * document that does not exist yet has no fields. Values are text, whole numbers, flags, documents and lists of text or
 * documents; times are kept as text that sorts. Immutable.
 */
public final class Document {

    /** Fixed width, so that times compare as text; no write store keeps finer times than microseconds. */
    private static final DateTimeFormatter SORTABLE_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final String id;
    private final Map<String, Object> fields;

    private Document(String id, Map<String, Object> fields) {
        this.id = id;
        this.fields = fields;
    }

    /** A document that does not exist yet. */
    public static Document absent(String id) {
        return new Document(id, Map.of());
    }

    /** Fields for use within another document. */
    public static Document part() {
        return absent("");
    }

    public String id() {
        return id;
    }

    /** Whether it has any field; one without is not stored. */
    public boolean exists() {
        return !fields.isEmpty();
    }

    public boolean has(String field) {
        return fields.containsKey(field);
    }

    /** @throws NoSuchElementException if there is no such field */
    public String text(String field) {
        return (String) required(field);
    }

    /** The number, 0 where there is none. */
    public long number(String field) {
        Object value = fields.get(field);
        return value == null ? 0 : (long) value;
    }

    /** Text, number or flag as it is. @throws NoSuchElementException if there is no such field */
    public Object value(String field) {
        return required(field);
    }

    /** @throws NoSuchElementException if there is no such field */
    public Instant time(String field) {
        return Instant.parse(text(field));
    }

    /** @throws NoSuchElementException if there is no such field */
    public Money money(String field) {
        return new Money(part(field).number("amount"), part(field).text("currency"));
    }

    /** The document within this one, without fields where there is none. */
    public Document part(String field) {
        Object value = fields.get(field);
        return value == null ? part() : (Document) value;
    }

    /** The documents in the list, none where there is no list. */
    public List<Document> parts(String field) {
        return list(field, Document.class);
    }

    /** The texts in the list, or the one text; none where there is neither. */
    public List<String> texts(String field) {
        return fields.get(field) instanceof String text ? List.of(text) : list(field, String.class);
    }

    /** The text, null where there is none. */
    public @Nullable String textIfKnown(String field) {
        return (String) fields.get(field);
    }

    public Document with(String field, String value) {
        return put(field, value);
    }

    public Document with(String field, long value) {
        return put(field, value);
    }

    public Document with(String field, boolean value) {
        return put(field, value);
    }

    /** To the microsecond. */
    public Document with(String field, Instant value) {
        return put(field, SORTABLE_TIME.format(value));
    }

    public Document with(String field, Document part) {
        return put(field, part);
    }

    public Document with(String field, Money money) {
        return put(field, part().with("amount", money.amount()).with("currency", money.currency()));
    }

    /** Texts or documents. */
    public Document with(String field, List<?> values) {
        return put(field, List.copyOf(values));
    }

    /** As {@code with}, or this document as it is where there is no value. */
    public Document withIfKnown(String field, @Nullable String value) {
        return value == null ? this : put(field, value);
    }

    public Document without(String field) {
        Map<String, Object> fewer = new LinkedHashMap<>(fields);
        fewer.remove(field);
        return new Document(id, Collections.unmodifiableMap(fewer));
    }

    /** @throws ArithmeticException if the sum does not fit */
    public Document plus(String field, long amount) {
        return put(field, Math.addExact(number(field), amount));
    }

    /** As {@link #plus}, but a sum of zero leaves no field: what was added and taken back leaves no trace. */
    public Document plusOrGone(String field, long amount) {
        return Math.addExact(number(field), amount) == 0 ? without(field) : plus(field, amount);
    }

    /** Names of the fields, in the order in which they came. */
    public Set<String> names() {
        return fields.keySet();
    }

    /** The values by field name: as the class says, numbers as {@code Long}. */
    Map<String, Object> fields() {
        return fields;
    }

    static Document of(String id, Map<String, Object> fields) {
        return new Document(id, Collections.unmodifiableMap(fields));
    }

    private Object required(String field) {
        Object value = fields.get(field);
        if (value == null) {
            throw new NoSuchElementException("document " + id + " has no field " + field);
        }
        return value;
    }

    private <T> List<T> list(String field, Class<T> type) {
        return fields.get(field) instanceof List<?> list
                ? list.stream().map(type::cast).toList()
                : List.of();
    }

    private Document put(String field, Object value) {
        if (DocumentJson.BOOKKEEPING.contains(field) || field.startsWith("$") || field.contains(".")) {
            throw new IllegalArgumentException("a field may not be called " + field);
        }
        Map<String, Object> more = new LinkedHashMap<>(fields);
        more.put(field, value);
        return new Document(id, Collections.unmodifiableMap(more));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Document document && id.equals(document.id) && fields.equals(document.fields);
    }

    @Override
    public int hashCode() {
        return 31 * id.hashCode() + fields.hashCode();
    }

    @Override
    public String toString() {
        return id + fields;
    }
}
