package io.millrace.embedded;

import ch.qos.logback.classic.Level;
import de.bwaldvogel.mongo.MongoServer;
import io.millrace.embedded.mongo.Accounts;
import io.millrace.embedded.mongo.GuardedBackend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A MongoDB protocol server in this JVM, on loopback. Every connection needs an account, and an account opens one database.
 * With a folder, every acknowledged write is in its file before the reply and survives the end of the process however it
 * comes; without one, documents live until {@link #stop()}. One thread executes all commands, so each is atomic for every
 * reader. Thread-safe; all calls block.
 */
public final class EmbeddedMongo implements AutoCloseable {
    private static final String NAME = "MongoDB";
    private static final String ADMINISTRATOR = "administrator";

    private final @Nullable Path folder;
    private final int port;
    private final Accounts accounts = new Accounts();
    private final Map<String, String> passwords = new ConcurrentHashMap<>();
    private final String administratorPassword = UUID.randomUUID().toString();
    private @Nullable MongoServer server;

    private EmbeddedMongo(@Nullable Path folder, int port) {
        this.folder = folder;
        this.port = port;
        accounts.addAdministrator(ADMINISTRATOR, administratorPassword);
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
            server = bind(new MongoServer(GuardedBackend.open(file(), accounts)));
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

    /**
     * Gives a service an account and a database of its own, both of its name; a second call only sets the password. Accounts
     * are not in the file: they are given anew by whoever starts the server.
     */
    public void service(String name, String password) {
        ServiceName.require(name);
        accounts.add(name, password);
        passwords.put(name, password);
    }

    /** Where a service finds its database, credentials included. */
    public String uri(String service) {
        String password = passwords.get(service);
        if (password == null) {
            throw new IllegalArgumentException("no such service: " + service);
        }
        return uri(service, password, service);
    }

    /** Where somebody connects who may do everything, credentials included; another one after each start of the process. */
    public String administratorUri() {
        return uri(ADMINISTRATOR, administratorPassword, "admin");
    }

    private String uri(String name, String password, String database) {
        return "mongodb://" + Userinfo.of(name, password) + Ports.LOOPBACK + ":" + port + "/" + database;
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
