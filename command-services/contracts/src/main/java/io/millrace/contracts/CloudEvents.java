package io.millrace.contracts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The CloudEvents 1.0 JSON form of envelopes, single ({@code application/cloudevents+json}) and batch
 * ({@code application/cloudevents-batch+json}). Streaming: {@code data} is copied through unparsed. Attributes and
 * extensions that are not ours are passed over. Thread-safe.
 */
public final class CloudEvents {

    public static final String SINGLE = "application/cloudevents+json";
    public static final String BATCH = "application/cloudevents-batch+json";

    // Only UTF-8 is JSON on the wire, and only then do the parser's byte offsets tell where data is.
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();
    private static final String SOURCE_PREFIX = "/services/";
    private static final int BYTES_PER_EVENT = 640;

    private CloudEvents() {}

    /**
     * One event as {@link #SINGLE}.
     *
     * @throws IllegalArgumentException if data has half a surrogate pair
     */
    public static byte[] encode(EventEnvelope envelope) {
        return write(BYTES_PER_EVENT, out -> writeEvent(out, envelope));
    }

    /**
     * Several events as {@link #BATCH}, in the order given.
     *
     * @throws IllegalArgumentException if data has half a surrogate pair
     */
    public static byte[] encodeBatch(List<EventEnvelope> envelopes) {
        return write(envelopes.size() * BYTES_PER_EVENT, out -> {
            out.writeStartArray();
            for (EventEnvelope envelope : envelopes) {
                writeEvent(out, envelope);
            }
            out.writeEndArray();
        });
    }

    /**
     * The events of a message, single or batch, told apart by the content type.
     *
     * @throws MalformedEventException if it is neither, or an event lacks an attribute that we need
     */
    public static List<EventEnvelope> decode(@Nullable String contentType, byte[] body) {
        boolean batch = isBatch(contentType);
        try (JsonParser in = JSON.createParser(body)) {
            List<EventEnvelope> events = batch ? readBatch(in, body) : List.of(readEvent(in, in.nextToken(), body));
            if (in.nextToken() != null) {
                throw new MalformedEventException("something follows the end of the message");
            }
            return events;
        } catch (IOException e) {
            throw new MalformedEventException("not a CloudEvents message: " + e.getMessage(), e);
        }
    }

    private static boolean isBatch(@Nullable String contentType) {
        if (contentType != null) {
            int parameters = contentType.indexOf(';');
            String mediaType = (parameters < 0 ? contentType : contentType.substring(0, parameters)).strip();
            if (mediaType.equalsIgnoreCase(SINGLE)) {
                return false;
            }
            if (mediaType.equalsIgnoreCase(BATCH)) {
                return true;
            }
        }
        throw new MalformedEventException("content type " + contentType + " is neither " + SINGLE + " nor " + BATCH);
    }

    private static List<EventEnvelope> readBatch(JsonParser in, byte[] body) throws IOException {
        if (in.nextToken() != JsonToken.START_ARRAY) {
            throw new MalformedEventException("a batch must be an array");
        }
        List<EventEnvelope> events = new ArrayList<>();
        for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
            events.add(readEvent(in, token, body));
        }
        return events;
    }

    private static EventEnvelope readEvent(JsonParser in, @Nullable JsonToken first, byte[] body) throws IOException {
        if (first != JsonToken.START_OBJECT) {
            throw new MalformedEventException("an event must be an object");
        }
        Attributes attributes = new Attributes();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            JsonToken value = in.nextToken();
            if (name.equals("data") && value != JsonToken.VALUE_NULL) {
                int start = Math.toIntExact(in.currentTokenLocation().getByteOffset());
                in.skipChildren();
                in.finishToken();
                int end = Math.toIntExact(in.currentLocation().getByteOffset());
                attributes.set(name, new String(body, start, end - start, StandardCharsets.UTF_8));
            } else if (value.isStructStart()) {
                in.skipChildren();
            } else if (value != JsonToken.VALUE_NULL) {
                attributes.set(name, in.getText());
            }
        }
        return attributes.envelope();
    }

    private static void writeEvent(JsonGenerator out, EventEnvelope envelope) throws IOException {
        out.writeStartObject();
        out.writeStringField("specversion", "1.0");
        out.writeStringField("id", envelope.id());
        out.writeStringField("source", SOURCE_PREFIX + envelope.source());
        out.writeStringField("type", envelope.type());
        out.writeStringField("subject", envelope.aggregateId());
        out.writeStringField("time", envelope.time().toString());
        out.writeStringField("datacontenttype", "application/json");
        out.writeStringField("dataschema", "urn:millrace:schema:" + envelope.source() + ":" + envelope.type());
        out.writeNumberField("partition", envelope.partition());
        out.writeStringField("sequence", zeroPadded(envelope.position()));
        out.writeStringField("aggregateversion", Long.toString(envelope.aggregateVersion()));
        if (envelope.traceparent() != null) {
            out.writeStringField("traceparent", envelope.traceparent());
        }
        out.writeFieldName("data");
        out.writeRawValue(envelope.data());
        out.writeEndObject();
    }

    /** Twenty digits, so that sequences compare as text as CloudEvents asks. */
    private static String zeroPadded(long position) {
        String digits = Long.toString(position);
        return "0".repeat(20 - digits.length()) + digits;
    }

    private static byte[] write(int expectedSize, Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(expectedSize);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            body.writeTo(out);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + e.getMessage(), e);
        }
        return bytes.toByteArray();
    }

    @FunctionalInterface
    private interface Body {
        void writeTo(JsonGenerator out) throws IOException;
    }

    /** Gathers one event's attributes in whatever order they come. */
    private static final class Attributes {
        private @Nullable String specVersion;
        private @Nullable String id;
        private @Nullable String source;
        private @Nullable String type;
        private @Nullable String subject;
        private @Nullable String time;
        private @Nullable String partition;
        private @Nullable String sequence;
        private @Nullable String aggregateVersion;
        private @Nullable String traceparent;
        private @Nullable String data;

        void set(String name, String value) {
            switch (name) {
                case "specversion" -> specVersion = once(name, specVersion, value);
                case "id" -> id = once(name, id, value);
                case "source" -> source = once(name, source, value);
                case "type" -> type = once(name, type, value);
                case "subject" -> subject = once(name, subject, value);
                case "time" -> time = once(name, time, value);
                case "partition" -> partition = once(name, partition, value);
                case "sequence" -> sequence = once(name, sequence, value);
                case "aggregateversion" -> aggregateVersion = once(name, aggregateVersion, value);
                case "traceparent" -> traceparent = once(name, traceparent, value);
                case "data" -> data = once(name, data, value);
                case "data_base64" -> throw new MalformedEventException("data_base64 is not understood, only data is");
                default -> {}
            }
        }

        private static String once(String name, @Nullable String present, String value) {
            if (present != null) {
                throw new MalformedEventException("an event has its attribute " + name + " twice");
            }
            return value;
        }

        EventEnvelope envelope() {
            String version = required("specversion", specVersion);
            if (!version.equals("1.0")) {
                throw new MalformedEventException("specversion " + version + " is not 1.0");
            }
            String path = required("source", source);
            if (!path.startsWith(SOURCE_PREFIX)) {
                throw new MalformedEventException("source " + path + " does not start with " + SOURCE_PREFIX);
            }
            return new EventEnvelope(
                    required("id", id),
                    path.substring(SOURCE_PREFIX.length()),
                    Math.toIntExact(number("partition", partition, 0, Integer.MAX_VALUE)),
                    number("sequence", sequence, 1, Long.MAX_VALUE),
                    required("subject", subject),
                    number("aggregateversion", aggregateVersion, 1, Long.MAX_VALUE),
                    required("type", type),
                    time(required("time", time)),
                    traceparent,
                    required("data", data));
        }

        private static long number(String name, @Nullable String text, long from, long to) {
            String digits = required(name, text);
            try {
                long number = Long.parseLong(digits);
                if (number >= from && number <= to) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw new MalformedEventException(name + " " + digits + " is not a whole number", e);
            }
            throw new MalformedEventException(name + " " + digits + " is not between " + from + " and " + to);
        }

        private static Instant time(String text) {
            try {
                return Instant.parse(text);
            } catch (DateTimeParseException e) {
                throw new MalformedEventException("time " + text + " is not an RFC 3339 time", e);
            }
        }

        private static String required(String name, @Nullable String value) {
            if (value == null) {
                throw new MalformedEventException("an event lacks its attribute " + name);
            }
            return value;
        }
    }
}
