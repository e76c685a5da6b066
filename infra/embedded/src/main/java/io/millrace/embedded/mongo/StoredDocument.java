package io.millrace.embedded.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.nio.ByteBuffer;
import org.h2.mvstore.WriteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A document as it was put into the store. It is written again with every change of its neighbours, so a large one keeps its
 * bytes. Written by one thread at a time.
 */
final class StoredDocument {
    private static final int LARGE_BYTES = 4096;

    private final Document document;
    private byte @Nullable [] bytes;

    StoredDocument(Document document) {
        this.document = document;
    }

    Document document() {
        return document;
    }

    void write(WriteBuffer target) {
        if (bytes != null) {
            target.put(bytes);
            return;
        }
        ByteBuffer encoded = Bson.encode(document);
        if (encoded.remaining() >= LARGE_BYTES) {
            byte[] copy = new byte[encoded.remaining()];
            encoded.duplicate().get(copy);
            bytes = copy;
        }
        target.put(encoded);
    }
}
