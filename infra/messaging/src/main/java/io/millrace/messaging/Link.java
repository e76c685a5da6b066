package io.millrace.messaging;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.SocketConfigurators;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, made again whenever it is lost, and the one thread on which it and its channels are used: the client
 * blocks, when it waits for an answer as well as when the broker stops reading. Private state belongs to that thread.
 */
final class Link {
    private static final Logger log = LoggerFactory.getLogger(Link.class);
    private static final int CLOSE_MILLIS = 2_000;

    private final String name;
    private final ConnectionFactory factory;
    private final BrokerOptions options;
    private final ScheduledThreadPoolExecutor thread;
    private final Counter reconnects;
    private final BackOff backOff = BackOff.standard();
    private final List<Line> lines = new ArrayList<>();
    private volatile @Nullable Connection connection;
    private volatile @Nullable Socket socket;
    private volatile @Nullable String blocked;
    private volatile boolean inUse;
    private volatile boolean closed;
    private boolean started;
    private @Nullable Instant lostAt;

    Link(String name, ConnectionFactory factory, BrokerOptions options, MeterRegistry meters) {
        this.name = name;
        this.factory = factory.clone();
        this.factory.setSocketConfigurator(
                SocketConfigurators.defaultConfigurator().andThen(made -> socket = made));
        this.options = options;
        this.thread = new ScheduledThreadPoolExecutor(
                1, Threads.named("broker-" + name), new ThreadPoolExecutor.DiscardPolicy());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.setRemoveOnCancelPolicy(true);
        reconnects = meters.counter("millrace.messaging.reconnects", "connection", name);
        Gauge.builder("millrace.messaging.connected", this, link -> link.open() ? 1 : 0)
                .tag("connection", name)
                .strongReference(true)
                .register(meters);
    }

    void start() {
        execute(() -> {
            started = true;
            connectIfNeeded();
        });
    }

    private void connectIfNeeded() {
        if (started && !inUse && !lines.isEmpty()) {
            inUse = true;
            connect();
        }
    }

    /** Whether it is started and anything needs it. */
    boolean inUse() {
        return inUse;
    }

    boolean open() {
        Connection now = connection;
        return now != null && now.isOpen();
    }

    /** Why the broker refuses to be published to at present, or null. */
    @Nullable
    String blocked() {
        return blocked;
    }

    void attach(Line line) {
        execute(() -> {
            lines.add(line);
            Connection now = connection;
            if (now == null) {
                connectIfNeeded();
            } else {
                line.connected(now, Topology.of(now.getServerProperties(), options));
            }
        });
    }

    void detach(Line line) {
        execute(() -> lines.remove(line));
    }

    /** Runs on the link's thread after what was given before; not at all once the link is closed. */
    void execute(Runnable task) {
        thread.execute(() -> run(task));
    }

    void executeAfter(long millis, Runnable task) {
        thread.schedule(() -> run(task), millis, TimeUnit.MILLISECONDS);
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.error("{}: unexpected failure", name, e);
        }
    }

    private void connect() {
        if (closed) {
            return;
        }
        try {
            opened(factory.newConnection(name));
        } catch (IOException | TimeoutException | RuntimeException e) {
            if (lostAt == null) {
                lostAt = Instant.now();
                log.warn("{}: cannot connect to the broker ({}), trying on", name, Reason.of(e));
            }
            executeAfter(backOff.next(), this::connect);
        }
    }

    private void opened(Connection opened) {
        connection = opened;
        backOff.reset();
        opened.addBlockedListener(this::block, this::unblock);
        // Called at once if it has been closed meanwhile.
        opened.addShutdownListener(cause -> execute(() -> lost(opened, cause)));
        if (lostAt == null) {
            log.info("{}: connected to the broker", name);
        } else {
            reconnects.increment();
            long seconds = Duration.between(lostAt, Instant.now()).toSeconds();
            log.info("{}: connected to the broker again after {} s", name, seconds);
        }
        lostAt = null;
        Topology topology = Topology.of(opened.getServerProperties(), options);
        List.copyOf(lines).forEach(line -> line.connected(opened, topology));
    }

    private void lost(Connection lost, ShutdownSignalException cause) {
        if (connection != lost) {
            return;
        }
        connection = null;
        blocked = null;
        List.copyOf(lines).forEach(Line::disconnected);
        if (!closed) {
            lostAt = Instant.now();
            log.warn("{}: connection to the broker lost ({})", name, Reason.of(cause));
            executeAfter(backOff.next(), this::connect);
        }
    }

    private void block(String reason) {
        blocked = reason;
        log.warn("{}: the broker refuses to be published to ({})", name, reason);
    }

    private void unblock() {
        blocked = null;
        log.info("{}: the broker may be published to again", name);
    }

    /** Ends the connection and the thread; blocks for some seconds at most. Tasks given before are run if they can be. */
    void close() {
        closed = true;
        execute(() -> {
            Connection now = connection;
            if (now != null) {
                now.abort(CLOSE_MILLIS / 2);
            }
        });
        thread.shutdown();
        if (!ended()) {
            cut();
            thread.shutdownNow();
        }
    }

    private boolean ended() {
        try {
            return thread.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Frees a thread that is stuck in writing to a broker which has stopped reading. */
    private void cut() {
        Socket stuck = socket;
        if (stuck != null) {
            try {
                stuck.close();
            } catch (IOException e) {
                log.debug("{}: closing the socket", name, e);
            }
        }
    }
}
