package io.millrace.kit.journal.mongo;

import com.mongodb.MongoClientSettings;
import io.millrace.kit.journal.ConstraintViolation;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import org.bson.BsonBinaryWriter;
import org.bson.BsonMaximumSizeExceededException;
import org.bson.BsonWriter;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.io.BasicOutputBuffer;
import org.jspecify.annotations.Nullable;

/** Documents as bytes, before they are sent: what cannot be written must show before anything is. */
final class Encoding {

    /** MongoDB's own limit for a document. */
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    private static final CodecRegistry CODECS = MongoClientSettings.getDefaultCodecRegistry();
    private static final EncoderContext NESTED = EncoderContext.builder().build();

    private Encoding() {}

    /**
     * A document that is written field by field.
     *
     * @param sizeRule what it violates when it is too large
     */
    static RawBsonDocument write(String sizeRule, Consumer<BsonWriter> fields) {
        try (TextBuffer bytes = new TextBuffer();
                BsonBinaryWriter writer = new BsonBinaryWriter(bytes)) {
            writer.writeStartDocument();
            fields.accept(writer);
            writer.writeEndDocument();
            check(bytes.getPosition(), sizeRule);
            return new RawBsonDocument(bytes.getInternalBuffer(), 0, bytes.getPosition());
        }
    }

    /** Encoding what is too large in any case would hold up an event loop for nothing. */
    static void check(long bytes, String sizeRule) {
        if (bytes > MOST_BYTES) {
            throw new ConstraintViolation(
                    sizeRule,
                    new BsonMaximumSizeExceededException(
                            "a document of at least " + bytes + " bytes; MongoDB takes " + MOST_BYTES));
        }
    }

    /** The fields of a document, the names of those inside of them escaped. */
    static void writeFields(BsonWriter writer, Document fields) {
        fields.forEach((name, value) -> {
            writer.writeName(name);
            writeValue(writer, value);
        });
    }

    private static void writeValue(BsonWriter writer, @Nullable Object value) {
        if (value instanceof String text) {
            writer.writeString(text);
        } else if (value instanceof Long number) {
            writer.writeInt64(number);
        } else if (value == null) {
            writer.writeNull();
        } else if (value instanceof Map<?, ?> map) {
            writer.writeStartDocument();
            map.forEach((name, inner) -> {
                writer.writeName(FieldNames.escape((String) name));
                writeValue(writer, inner);
            });
            writer.writeEndDocument();
        } else if (value instanceof Collection<?> list) {
            writer.writeStartArray();
            list.forEach(inner -> writeValue(writer, inner));
            writer.writeEndArray();
        } else {
            writeOther(writer, value);
        }
    }

    private static <T> void writeOther(BsonWriter writer, T value) {
        @SuppressWarnings("unchecked")
        Class<T> type = (Class<T>) value.getClass();
        CODECS.get(type).encode(writer, value, NESTED);
    }

    /** Takes text as a whole, not character by character: text is most of what is written. */
    private static final class TextBuffer extends BasicOutputBuffer {
        @Override
        public void writeString(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            writeInt32(bytes.length + 1);
            writeBytes(bytes);
            writeByte(0);
        }
    }
}
