package io.millrace.messaging;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One channel on a {@link Link}, opened again whenever it is lost, until closed. State belongs to the link's thread. */
final class Line {

    /** What a channel is used for. Called on the link's thread. */
    interface Use {

        /** Makes a new channel ready: declares, subscribes. A failure closes the channel; it is tried again, for ever. */
        void open(Channel channel, Topology topology) throws IOException;

        /** The channel of the last successful {@link #open} is gone, and with it what was unacknowledged or unconfirmed. */
        void lost();
    }

    private static final Logger log = LoggerFactory.getLogger(Line.class);

    private final Link link;
    private final String name;
    private final Use use;
    private final BackOff backOff = BackOff.standard();
    private @Nullable Connection connection;
    private @Nullable Topology topology;
    private @Nullable Channel channel;
    private @Nullable String complaint;
    private boolean closed;

    Line(Link link, String name, Use use) {
        this.link = link;
        this.name = name;
        this.use = use;
    }

    void start() {
        link.attach(this);
    }

    /** Closes the channel after what was executed before, and for good. */
    void close() {
        link.detach(this);
        link.execute(() -> {
            closed = true;
            drop();
        });
    }

    /** Gives up the present channel for a new one. */
    void renew() {
        link.execute(() -> {
            if (drop()) {
                open();
            }
        });
    }

    void execute(Runnable task) {
        link.execute(task);
    }

    void connected(Connection connection, Topology topology) {
        this.connection = connection;
        this.topology = topology;
        open();
    }

    void disconnected() {
        connection = null;
        drop();
    }

    private void open() {
        Connection over = connection;
        Topology declared = topology;
        if (closed || channel != null || over == null || declared == null) {
            return;
        }
        Channel opening = null;
        try {
            opening = over.openChannel().orElseThrow(() -> new IOException("no channel left"));
            use.open(opening, declared);
            ready(opening);
        } catch (IOException | RuntimeException e) {
            complain(Reason.of(e));
            abort(opening);
            tryAgain();
        }
    }

    private void ready(Channel opened) {
        channel = opened;
        backOff.reset();
        if (complaint != null) {
            log.info("{}: ready", name);
            complaint = null;
        }
        // Called at once if it has been closed meanwhile.
        opened.addShutdownListener(cause -> execute(() -> lost(opened, cause)));
    }

    private void lost(Channel lost, ShutdownSignalException cause) {
        if (channel == lost) {
            complain(Reason.of(cause));
            drop();
            tryAgain();
        }
    }

    private void tryAgain() {
        if (connection != null && !closed) {
            link.executeAfter(backOff.next(), this::open);
        }
    }

    private boolean drop() {
        Channel dropped = channel;
        if (dropped == null) {
            return false;
        }
        channel = null;
        abort(dropped);
        use.lost();
        return true;
    }

    /** Says it when it changes, not with every attempt; the end of the whole connection is the link's to tell. */
    private void complain(String reason) {
        Connection over = connection;
        if (over != null && over.isOpen() && !reason.equals(complaint)) {
            complaint = reason;
            log.warn("{}: waits for the broker ({})", name, reason);
        }
    }

    private static void abort(@Nullable Channel channel) {
        if (channel != null && channel.isOpen()) {
            try {
                channel.abort(200, "done");
            } catch (IOException | RuntimeException e) {
                log.debug("closing a channel", e);
            }
        }
    }
}
