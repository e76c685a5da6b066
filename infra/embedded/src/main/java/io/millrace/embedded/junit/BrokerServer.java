package io.millrace.embedded.junit;

/** An AMQP broker of the test run. Its port, durable queues and confirmed messages outlast every stop. */
public interface BrokerServer {
    /** The URI of a user who may do everything. */
    default String uri() {
        return uri("millrace");
    }

    /** The URI of one of the users {@code millrace}, {@code customers}, {@code catalog}, {@code inventory}, {@code orders}, {@code query}. */
    String uri(String user);

    /** Whether it has RabbitMQ's quorum queues. */
    boolean quorumQueues();

    /** A queue or exchange name nobody else uses. */
    default String unique(String prefix) {
        return Infrastructure.unique(prefix);
    }

    /** Stops the broker; connections end at once. Does nothing when stopped. */
    void stop();

    /** Starts it again and returns when it accepts connections. Does nothing while running. */
    void start();
}
