package io.millrace.messaging;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How to reach the broker and what to expect of it.
 *
 * @param uri {@code amqp://user:password@host:port/vhost}; the default virtual host when the path is missing
 * @param queues kind of the queues declared
 * @param confirmTimeout how long a published message may stay unconfirmed before its publish fails
 * @param publishWindow messages a publisher may have unconfirmed; a publish beyond it fails at once
 * @param deliveryLimit deliveries of one message after which a quorum queue dead-letters it
 * @param replayTimeout how long a replay request waits for its owner's answer, and lives in the owner's queue
 * @param connectTimeout bound of connecting and of every call that waits for the broker's answer
 */
public record BrokerOptions(
        String uri,
        QueueKind queues,
        Duration confirmTimeout,
        int publishWindow,
        int deliveryLimit,
        Duration replayTimeout,
        Duration connectTimeout) {

    public BrokerOptions {
        requireNonNull(uri, "uri");
        requireNonNull(queues, "queues");
        requirePositive(confirmTimeout, "confirmTimeout");
        requirePositive(replayTimeout, "replayTimeout");
        requirePositive(connectTimeout, "connectTimeout");
        if (publishWindow < 1 || deliveryLimit < 1) {
            throw new IllegalArgumentException("publishWindow and deliveryLimit must be positive");
        }
    }

    /** What suits most: quorum queues where there are some, 10 s for a confirm, 5 s for a replay. */
    public static BrokerOptions defaults(String uri) {
        return new BrokerOptions(
                uri, QueueKind.AUTO, Duration.ofSeconds(10), 64, 1000, Duration.ofSeconds(5), Duration.ofSeconds(5));
    }

    public BrokerOptions withQueues(QueueKind kind) {
        return new BrokerOptions(
                uri, kind, confirmTimeout, publishWindow, deliveryLimit, replayTimeout, connectTimeout);
    }

    public BrokerOptions withConfirmTimeout(Duration timeout) {
        return new BrokerOptions(uri, queues, timeout, publishWindow, deliveryLimit, replayTimeout, connectTimeout);
    }

    public BrokerOptions withPublishWindow(int messages) {
        return new BrokerOptions(uri, queues, confirmTimeout, messages, deliveryLimit, replayTimeout, connectTimeout);
    }

    public BrokerOptions withDeliveryLimit(int deliveries) {
        return new BrokerOptions(uri, queues, confirmTimeout, publishWindow, deliveries, replayTimeout, connectTimeout);
    }

    public BrokerOptions withReplayTimeout(Duration timeout) {
        return new BrokerOptions(uri, queues, confirmTimeout, publishWindow, deliveryLimit, timeout, connectTimeout);
    }

    public BrokerOptions withConnectTimeout(Duration timeout) {
        return new BrokerOptions(uri, queues, confirmTimeout, publishWindow, deliveryLimit, replayTimeout, timeout);
    }

    static void requirePositive(Duration duration, String name) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException(name + " must be positive");
        }
    }
}
