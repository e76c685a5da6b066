package io.millrace.kit.journal.mongo;

import com.mongodb.MongoClientSettings;
import io.millrace.kit.journal.ConstraintViolation;
import java.util.function.Consumer;
import org.bson.BsonBinaryWriter;
import org.bson.BsonMaximumSizeExceededException;
import org.bson.BsonWriter;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.Codec;
import org.bson.io.BasicOutputBuffer;

/** Documents as bytes, before they are sent: what cannot be written must show before anything is. */
final class Encoding {

    /** MongoDB's own limit for a document. */
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    private static final Codec<Document> CODEC =
            MongoClientSettings.getDefaultCodecRegistry().get(Document.class);

    private Encoding() {}

    /** @param sizeRule what a document that is too large violates */
    static RawBsonDocument encode(Document document, String sizeRule) {
        RawBsonDocument encoded = new RawBsonDocument(document, CODEC);
        check(encoded.getByteBuffer().remaining(), sizeRule);
        return encoded;
    }

    /** A document that is written field by field. */
    static RawBsonDocument write(String sizeRule, Consumer<BsonWriter> fields) {
        try (BasicOutputBuffer bytes = new BasicOutputBuffer();
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
}
