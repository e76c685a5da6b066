package io.millrace.embedded;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL 18 server of this machine's architecture, on loopback, durable as in production (fsync on, synchronous
 * commit), with its data in a folder that the next start finds again. Every connection needs a password. Thread-safe;
 * all calls block.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final String NAME = "PostgreSQL";

    private final PostgresFolder folder;
    private final int port;
    private final Map<String, String> passwords = new ConcurrentHashMap<>();
    private io.zonky.test.db.postgres.embedded.@Nullable EmbeddedPostgres server;
    private @Nullable ServiceDatabases databases;

    private EmbeddedPostgres(Path folder, int port) {
        this.folder = new PostgresFolder(folder);
        this.port = port;
    }

    /**
     * Starts a server that accepts connections when this returns: under a second, some more for a new folder. A server
     * that a killed JVM left running in this folder is stopped first.
     *
     * @param port 0 for any free one
     * @throws PortTaken when something listens there
     * @throws IllegalStateException when another live JVM uses the folder, or the server does not start
     */
    public static EmbeddedPostgres start(Path folder, int port) {
        new PostgresFolder(folder).postmaster().stopOrphan(); // it may hold the wanted port
        EmbeddedPostgres postgres = new EmbeddedPostgres(folder, Ports.claim(NAME, port));
        postgres.start();
        return postgres;
    }

    /** Starts again after {@link #stop()} or {@link #kill()}, on the same port and data; does nothing while running. */
    public synchronized void start() {
        if (server != null) {
            return;
        }
        Quiet.logger("io.zonky.test", Level.OFF); // all it knows is in the exception and in postgres.log
        folder.postmaster().stopOrphan();
        Ports.claim(NAME, port);
        try {
            folder.discardUnfinished();
            server = folder.server(port).start();
            folder.finish();
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException(
                    "PostgreSQL did not start: " + e.getMessage() + "; the end of " + folder.log() + ":\n"
                            + folder.endOfLog(),
                    e);
        }
        databases = new ServiceDatabases(server.getPostgresDatabase());
        databases.closeBuiltInDatabases();
    }

    /**
     * Gives a service a role and a database of its own, both of its name; a second call only sets the password. No
     * other service can connect to it.
     */
    public synchronized void service(String name, String password) {
        if (databases == null) {
            throw new IllegalStateException("PostgreSQL is stopped");
        }
        databases.create(name, password);
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

    /** Where somebody connects who may do everything, credentials included. */
    public String administratorUri() {
        return uri("postgres", folder.administratorPassword(), "postgres");
    }

    private String uri(String name, String password, String database) {
        return "postgresql://" + Userinfo.of(name, password) + Ports.LOOPBACK + ":" + port + "/" + database;
    }

    /** The port it listens on, the same over stop and start. */
    public int port() {
        return port;
    }

    /** Ends all sessions and stops the server: some 100 ms, 5 seconds at most. Does nothing when stopped. */
    public synchronized void stop() {
        if (server != null) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                folder.postmaster().kill(); // only if it did not stop in time
                server = null;
                databases = null;
            }
        }
    }

    /** Ends the server like a crash: the next start recovers what was committed. */
    public synchronized void kill() {
        folder.postmaster().kill();
        stop();
    }

    @Override
    public void close() {
        stop();
    }
}
