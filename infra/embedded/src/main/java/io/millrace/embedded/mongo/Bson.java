package io.millrace.embedded.mongo;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Documents as bytes, in the format they travel in; the format begins with its own length. */
final class Bson {
    private static final int BYTES_OF_AN_ENTRY = 48;

    private Bson() {}

    static ByteBuffer encode(Document document) {
        ByteBuf bytes = Unpooled.buffer();
        BsonEncoder.encodeDocument(document, bytes);
        return bytes.nioBuffer();
    }

    static Document read(ByteBuffer source) {
        ByteBuf bytes = Unpooled.wrappedBuffer(source);
        Document document = BsonDecoder.decodeBson(bytes);
        source.position(source.position() + bytes.readerIndex());
        return document;
    }

    /** About how much heap a value takes. */
    static int memory(@Nullable Object value) {
        if (value instanceof String text) {
            return BYTES_OF_AN_ENTRY + text.length();
        } else if (value instanceof Document document) {
            return memory(document.values()) + memory(document.keySet());
        } else if (value instanceof Collection<?> values) {
            return BYTES_OF_AN_ENTRY + values.stream().mapToInt(Bson::memory).sum();
        }
        return BYTES_OF_AN_ENTRY;
    }
}
