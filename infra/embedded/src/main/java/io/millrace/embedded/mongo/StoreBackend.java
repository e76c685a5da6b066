package io.millrace.embedded.mongo;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.nio.file.Path;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * All databases of one server, in one file or in memory. What a command changed is in the file before its reply leaves.
 * Expects to be called by one thread at a time, which is what makes a command and its commit one step.
 */
class StoreBackend extends AbstractMongoBackend {
    /** A commit leaves half-dead chunks behind; they are gathered after this many. */
    private static final int COMMITS_BETWEEN_COMPACTIONS = 500;

    private static final int FILL_RATE_PERCENT = 60;
    private static final int COMPACTED_BYTES = 4 << 20;
    /** A page is written as a whole for each of its documents that changes: a quarter of what it would be by default. */
    private static final int PAGE_BYTES = 4096;

    private static final int CACHE_MEGABYTES = 64;

    private final MVStore store;
    private int commits;

    /**
     * Opens the file, creating it when there is none, with all its indexes ready.
     *
     * @param file null to keep everything in memory
     * @throws IllegalStateException when the file is in use by another process or cannot be read
     */
    StoreBackend(@Nullable Path file) {
        store = open(file);
        version(ServerVersion.MONGO_5_0);
        StoreDatabase.namesIn(store).forEach(this::resolveDatabase);
    }

    private static MVStore open(@Nullable Path file) {
        try {
            MVStore store = builder(file).open();
            store.setRetentionTime(0);
            store.setVersionsToKeep(0);
            return store;
        } catch (MVStoreException e) {
            throw new IllegalStateException("cannot open the documents in " + file + ": " + e.getMessage(), e);
        }
    }

    private static MVStore.Builder builder(@Nullable Path file) {
        MVStore.Builder builder = new MVStore.Builder().autoCommitDisabled();
        return file == null
                ? builder
                : builder.fileName(file.toString()).cacheSize(CACHE_MEGABYTES).pageSplitSize(PAGE_BYTES);
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
        return new StoreDatabase(name, store, getCursorRegistry());
    }

    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
        try {
            return super.handleCommand(channel, database, command, query);
        } finally {
            commit();
        }
    }

    private void commit() {
        if (store.isPersistent() && store.hasUnsavedChanges()) {
            store.commit();
            if (++commits % COMMITS_BETWEEN_COMPACTIONS == 0) {
                store.compact(FILL_RATE_PERCENT, COMPACTED_BYTES);
            }
        }
    }

    @Override
    public void close() {
        super.close();
        store.close();
    }
}
