package io.millrace.embedded;

import ch.qos.logback.classic.Level;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.qpid.server.SystemLauncher;
import org.jspecify.annotations.Nullable;

/**
 * An AMQP 0-9-1 broker in this JVM, on loopback. With a folder, durable queues and every confirmed persistent message
 * survive the end of the process however it comes; without one, they live until {@link #stop()}. Queue and exchange
 * arguments it does not know are accepted without effect. Thread-safe; all calls block.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final String NAME = "AMQP broker";

    private final BrokerConfiguration configuration;
    private final Map<String, String> users;
    private final int port;
    private @Nullable SystemLauncher running;

    private EmbeddedBroker(@Nullable Path folder, int port, Map<String, String> users) {
        this.configuration = new BrokerConfiguration(folder, port, users);
        this.users = Map.copyOf(users);
        this.port = port;
    }

    /**
     * Starts a broker that accepts connections when this returns.
     *
     * @param folder where messages are kept, null to keep them in memory
     * @param port 0 for any free one
     * @param users passwords by user name
     * @throws PortTaken when something listens there
     * @throws IllegalStateException when it does not start
     */
    public static EmbeddedBroker start(@Nullable Path folder, int port, Map<String, String> users) {
        EmbeddedBroker broker = new EmbeddedBroker(folder, Ports.claim(NAME, port), users);
        broker.start();
        return broker;
    }

    /** Starts again after {@link #stop()}, on the same port and store; does nothing while running. */
    public synchronized void start() {
        if (running != null) {
            return;
        }
        Quiet.logger("org.apache.qpid", Level.WARN);
        Quiet.logger("qpid.message", Level.WARN);
        Quiet.logger("com.sleepycat.je", Level.WARN);
        Ports.claim(NAME, port);
        StartFailure failure = new StartFailure();
        SystemLauncher launcher = new SystemLauncher(failure);
        try {
            launcher.startup(configuration.attributes());
        } catch (Exception e) {
            throw new IllegalStateException(NAME + " did not start", e);
        }
        failure.raise(NAME);
        running = launcher;
    }

    /** Where a user connects, credentials included. */
    public String uri(String user) {
        String password = users.get(user);
        if (password == null) {
            throw new IllegalArgumentException("no such user: " + user);
        }
        return "amqp://" + encoded(user) + ":" + encoded(password) + "@" + Ports.LOOPBACK + ":" + port;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The port it listens on, the same over stop and start. */
    public int port() {
        return port;
    }

    /** Closes every connection and the store, within about a second. Does nothing when stopped. */
    public synchronized void stop() {
        if (running != null) {
            running.shutdown();
            running = null;
        }
    }

    @Override
    public void close() {
        stop();
    }
}
