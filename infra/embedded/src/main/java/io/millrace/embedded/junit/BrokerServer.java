package io.millrace.embedded.junit;

import io.millrace.embedded.BrokerContents;
import io.millrace.embedded.Services;

/** An AMQP broker of the test run. Its port, durable queues and confirmed messages outlast every stop. */
public interface BrokerServer {
    /** The URI of a user who may do everything. */
    default String uri() {
        return uri("millrace");
    }

    /** The URI of a service that {@link Services} names, or of {@code millrace}. A service may do what is its own affair only. */
    String uri(String user);

    /** Everybody and everything that the broker has now. */
    BrokerContents contents();

    /** Whether it has RabbitMQ's quorum queues. */
    boolean quorumQueues();

    /** A queue or exchange name nobody else uses. */
    default String unique(String prefix) {
        return Infrastructure.unique(prefix);
    }

    /** Queues take no more than so many messages from now on, and refuse the rest; false if this broker cannot do that. */
    default boolean limitQueues(int messages) {
        return false;
    }

    /** Ends {@link #limitQueues}. */
    default void unlimitQueues() {
        // they have no limit
    }

    /** Stops the broker; connections end at once. Does nothing when stopped. */
    void stop();

    /** Starts it again and returns when it accepts connections. Does nothing while running. */
    void start();

    /** Ends it like a crash, as far as the mode can. */
    default void kill() {
        stop();
    }
}
