package io.millrace.contracts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    static final String SOURCE_PREFIX = "/services/";
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
        CloudEventAttributes attributes = new CloudEventAttributes();
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
}
