package io.millrace.embedded.mongo;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** One database: a map of documents in the store for each collection, named by the collection's full name. */
final class StoreDatabase extends AbstractSynchronizedMongoDatabase<Object> {
    private static final String PREFIX = "documents.";

    private final MVStore store;

    StoreDatabase(String name, MVStore store, CursorRegistry cursors) {
        super(name, cursors);
        this.store = store;
        initializeNamespacesAndIndexes();
    }

    static Set<String> namesIn(MVStore store) {
        Set<String> names = new TreeSet<>();
        for (String map : store.getMapNames()) {
            if (map.startsWith(PREFIX)) {
                names.add(map.substring(PREFIX.length(), map.indexOf('.', PREFIX.length())));
            }
        }
        return names;
    }

    @Override
    protected MongoCollection<Object> openOrCreateCollection(String name, CollectionOptions options) {
        return new StoreCollection(this, name, options, documents(getFullCollectionNamespace(name)), cursorRegistry);
    }

    private MVMap<Object, StoredDocument> documents(String fullName) {
        return store.openMap(
                PREFIX + fullName,
                new MVMap.Builder<Object, StoredDocument>()
                        .keyType(new KeyType())
                        .valueType(new DocumentType()));
    }

    @Override
    protected Index<Object> openOrCreateUniqueIndex(
            String collection, String name, List<IndexKey> keys, boolean sparse) {
        return new UniqueIndex(name, keys, sparse);
    }

    @Override
    protected Index<Object> openOrCreateSecondaryIndex(
            String collection, String name, List<IndexKey> keys, boolean sparse) {
        return new SecondaryIndex(name, keys);
    }

    @Override
    public Document handleCommand(
            Channel channel, String command, Document query, DatabaseResolver databases, Oplog oplog) {
        if (command.equals("aggregate")) {
            MongoCollection<Object> collection = resolveCollection((String) query.get(command), false);
            if (collection != null) {
                return new Aggregate(this, collection, query).answer(databases, oplog);
            }
        }
        return super.handleCommand(channel, command, query, databases, oplog);
    }

    @Override
    public void dropCollection(String name, Oplog oplog) {
        super.dropCollection(name, oplog);
        store.removeMap(PREFIX + getFullCollectionNamespace(name));
    }

    @Override
    public void moveCollection(MongoDatabase from, MongoCollection<?> collection, String newName) {
        MVMap<Object, StoredDocument> documents = documents(collection.getFullName());
        super.moveCollection(from, collection, newName);
        store.renameMap(documents, PREFIX + getFullCollectionNamespace(newName));
    }

    @Override
    protected long getStorageSize() {
        return store.getFileStore() == null ? 0 : store.getFileStore().size();
    }

    @Override
    protected long getFileSize() {
        return getStorageSize();
    }
}
