package io.millrace.contracts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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

    private static final JsonFactory JSON = new JsonFactory();
    private static final String SOURCE_PREFIX = "/services/";
    private static final int BYTES_PER_EVENT = 640;

    private CloudEvents() {}

    /** One event as {@link #SINGLE}. */
    public static byte[] encode(EventEnvelope envelope) {
        return write(BYTES_PER_EVENT, out -> writeEvent(out, envelope));
    }

    /** Several events as {@link #BATCH}, in the order given. */
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
        if (contentType == null || !(contentType.startsWith(SINGLE) || contentType.startsWith(BATCH))) {
            throw new MalformedEventException(
                    "content type " + contentType + " is neither " + SINGLE + " nor " + BATCH);
        }
        try (JsonParser in = JSON.createParser(body)) {
            List<EventEnvelope> events =
                    contentType.startsWith(BATCH) ? readBatch(in, body) : List.of(readEvent(in, in.nextToken(), body));
            if (in.nextToken() != null) {
                throw new MalformedEventException("something follows the end of the message");
            }
            return events;
        } catch (IOException | DateTimeParseException | NumberFormatException e) {
            throw new MalformedEventException("not a CloudEvents message: " + e.getMessage(), e);
        }
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
            if (name.equals("data")) {
                int start = Math.toIntExact(in.currentTokenLocation().getByteOffset());
                in.skipChildren();
                in.finishToken();
                int end = Math.toIntExact(in.currentLocation().getByteOffset());
                attributes.data = new String(body, start, end - start, StandardCharsets.UTF_8);
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
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @FunctionalInterface
    private interface Body {
        void writeTo(JsonGenerator out) throws IOException;
    }

    /** Gathers one event's attributes in whatever order they come. */
    private static final class Attributes {
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
                case "id" -> id = value;
                case "source" -> source = value;
                case "type" -> type = value;
                case "subject" -> subject = value;
                case "time" -> time = value;
                case "partition" -> partition = value;
                case "sequence" -> sequence = value;
                case "aggregateversion" -> aggregateVersion = value;
                case "traceparent" -> traceparent = value;
                default -> {}
            }
        }

        EventEnvelope envelope() {
            String path = required("source", source);
            if (!path.startsWith(SOURCE_PREFIX)) {
                throw new MalformedEventException("source " + path + " does not start with " + SOURCE_PREFIX);
            }
            return new EventEnvelope(
                    required("id", id),
                    path.substring(SOURCE_PREFIX.length()),
                    Integer.parseInt(required("partition", partition)),
                    Long.parseLong(required("sequence", sequence)),
                    required("subject", subject),
                    Long.parseLong(required("aggregateversion", aggregateVersion)),
                    required("type", type),
                    Instant.parse(required("time", time)),
                    traceparent,
                    required("data", data));
        }

        private static String required(String name, @Nullable String value) {
            if (value == null) {
                throw new MalformedEventException("an event lacks its attribute " + name);
            }
            return value;
        }
    }
}
