package io.millrace.embedded.mongo;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import java.nio.ByteBuffer;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** Ids of any BSON type, in BSON order, as keys of a map in the store. */
final class KeyType extends BasicDataType<Object> {
    private static final String FIELD = "k";

    @Override
    public int compare(Object left, Object right) {
        return Order.OF_VALUES.compare(left, right);
    }

    @Override
    public int getMemory(Object key) {
        return Bson.memory(key);
    }

    @Override
    public boolean isMemoryEstimationAllowed() {
        return true;
    }

    @Override
    public void write(WriteBuffer target, Object key) {
        target.put(Bson.encode(new Document(FIELD, key instanceof Missing ? null : key)));
    }

    @Override
    public Object read(ByteBuffer source) {
        return Missing.ofNullable(Bson.read(source).get(FIELD));
    }

    @Override
    public Object[] createStorage(int size) {
        return new Object[size];
    }
}
