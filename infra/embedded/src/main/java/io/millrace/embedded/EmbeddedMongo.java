package io.millrace.embedded;

import ch.qos.logback.classic.Level;
import de.bwaldvogel.mongo.MongoServer;
import io.millrace.embedded.mongo.StoreBackend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A MongoDB protocol server in this JVM, on loopback, without credentials. With a folder, every acknowledged write is
 * in its file before the reply and survives the end of the process however it comes; without one, documents live until
 * {@link #stop()}. One thread executes all commands, so each is atomic for every reader.
 */
public final class EmbeddedMongo implements AutoCloseable {
    private static final String NAME = "MongoDB";

    private final @Nullable Path folder;
    private final int port;
    private @Nullable MongoServer server;

    private EmbeddedMongo(@Nullable Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /**
     * Starts a server that accepts connections when this returns.
     *
     * @param folder where the data file lives, null to keep everything in memory
     * @param port 0 for any free one
     * @throws PortTaken when something listens there
     */
    public static EmbeddedMongo start(@Nullable Path folder, int port) {
        EmbeddedMongo mongo = new EmbeddedMongo(folder, Ports.claim(NAME, port));
        mongo.start();
        return mongo;
    }

    /** Starts again after {@link #stop()}, on the same port and data; does nothing while running. */
    public synchronized void start() {
        if (server == null) {
            Quiet.logger("de.bwaldvogel.mongo", Level.ERROR);
            Quiet.logger("io.netty", Level.WARN);
            Ports.claim(NAME, port);
            server = bind(new MongoServer(StoreBackend.open(file())));
        }
    }

    private MongoServer bind(MongoServer starting) {
        try {
            starting.bind(Ports.address(port), 1, 1);
            return starting;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) { // Netty throws the checked BindException undeclared
            throw e instanceof BindException ? new PortTaken(NAME, port, e) : new IllegalStateException(e);
        }
    }

    private @Nullable Path file() {
        if (folder == null) {
            return null;
        }
        try {
            return Files.createDirectories(folder).resolve("documents.mv");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port it listens on, the same over stop and start. */
    public int port() {
        return port;
    }

    /** Where to connect, without a database. */
    public String uri() {
        return "mongodb://" + Ports.LOOPBACK + ":" + port;
    }

    /** Closes every connection and the data file, within about a second. Does nothing when stopped. */
    public synchronized void stop() {
        if (server != null) {
            server.shutdownNow();
            server = null;
        }
    }

    @Override
    public void close() {
        stop();
    }
}
