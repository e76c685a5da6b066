package io.millrace.embedded.mongo;

import java.nio.ByteBuffer;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** Documents as values of a map in the store. */
final class DocumentType extends BasicDataType<StoredDocument> {
    @Override
    public int getMemory(StoredDocument stored) {
        return Bson.memory(stored.document());
    }

    @Override
    public boolean isMemoryEstimationAllowed() {
        return true;
    }

    @Override
    public void write(WriteBuffer target, StoredDocument stored) {
        stored.write(target);
    }

    @Override
    public StoredDocument read(ByteBuffer source) {
        return new StoredDocument(Bson.read(source));
    }

    @Override
    public StoredDocument[] createStorage(int size) {
        return new StoredDocument[size];
    }
}
