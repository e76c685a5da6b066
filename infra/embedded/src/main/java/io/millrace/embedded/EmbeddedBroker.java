package io.millrace.embedded;

import ch.qos.logback.classic.Level;
import io.millrace.embedded.amqp.GuardedAmqp;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.qpid.server.SystemLauncher;
import org.apache.qpid.server.model.Broker;
import org.jspecify.annotations.Nullable;

/**
 * An AMQP 0-9-1 broker in this JVM, on loopback. With a folder, durable queues and every confirmed persistent message
 * survive the end of the process however it comes; without one, they live until {@link #stop()}. Queue and exchange
 * arguments it does not know are accepted without effect. An account may do what {@link BrokerAccount} says, and what it
 * may not is refused as by RabbitMQ. Thread-safe; all calls block.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final String NAME = "AMQP broker";

    private final BrokerConfiguration configuration;
    private final Map<String, BrokerAccount> accounts;
    private final int port;
    private @Nullable SystemLauncher running;
    private @Nullable Broker<?> broker;

    private EmbeddedBroker(@Nullable Path folder, int port, Collection<BrokerAccount> accounts) {
        this.configuration = new BrokerConfiguration(folder, port, accounts);
        this.accounts = accounts.stream().collect(Collectors.toMap(BrokerAccount::name, Function.identity()));
        this.port = port;
    }

    /**
     * Starts a broker that accepts connections when this returns.
     *
     * @param folder where messages are kept, null to keep them in memory
     * @param port 0 for any free one
     * @param accounts who may connect
     * @throws PortTaken when something listens there
     * @throws IllegalStateException when it does not start
     */
    public static EmbeddedBroker start(@Nullable Path folder, int port, Collection<BrokerAccount> accounts) {
        EmbeddedBroker broker = new EmbeddedBroker(folder, Ports.claim(NAME, port), accounts);
        broker.start();
        return broker;
    }

    /** Starts again after {@link #stop()}, on the same port and store; does nothing while running. */
    public synchronized void start() {
        if (running != null) {
            return;
        }
        Quiet.logger("org.apache.qpid", Level.WARN);
        Quiet.logger("org.apache.qpid.server.configuration.updater", Level.OFF); // the client is told, too
        Quiet.logger("qpid.message", Level.WARN);
        Quiet.logger("com.sleepycat.je", Level.WARN);
        Ports.claim(NAME, port);
        GuardedAmqp.replaceUnguarded();
        Launch launch = new Launch();
        SystemLauncher launcher = new SystemLauncher(launch);
        try {
            launcher.startup(configuration.attributes());
        } catch (Exception e) {
            throw new IllegalStateException(NAME + " did not start", e);
        }
        broker = launch.broker(NAME);
        running = launcher;
    }

    /** Where the holder of an account connects, credentials included. */
    public String uri(String name) {
        BrokerAccount account = accounts.get(name);
        if (account == null) {
            throw new IllegalArgumentException("no such account: " + name);
        }
        return "amqp://" + Userinfo.of(name, account.password()) + Ports.LOOPBACK + ":" + port;
    }

    /**
     * Everybody and everything that it has now.
     *
     * @throws IllegalStateException when it is stopped
     */
    public synchronized BrokerContents contents() {
        if (broker == null) {
            throw new IllegalStateException(NAME + " is stopped");
        }
        return QpidContents.of(broker);
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
            broker = null;
        }
    }

    @Override
    public void close() {
        stop();
    }
}
