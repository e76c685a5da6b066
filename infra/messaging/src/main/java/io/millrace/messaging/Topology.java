package io.millrace.messaging;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Exchanges and queues by name, and how each kind of broker wants them declared. An owner declares what bears its name, a
 * subscriber what bears its own; nobody publishes to the default exchange, so that rights by name are enough to keep a
 * service from speaking as another.
 */
record Topology(boolean rabbitMq, boolean quorum, int deliveryLimit) {

    /** Requests older than this are of no use to anybody: their senders have given up. */
    private static final int REQUEST_LIFE_MILLIS = 10_000;

    private static final int DEAD_LETTERS_KEPT = 100_000;

    static Topology of(Map<String, Object> serverProperties, BrokerOptions options) {
        boolean rabbitMq = String.valueOf(serverProperties.get("product")).contains("RabbitMQ");
        boolean quorum = options.queues() == QueueKind.QUORUM || (options.queues() == QueueKind.AUTO && rabbitMq);
        return new Topology(rabbitMq, quorum, options.deliveryLimit());
    }

    static String events(String source) {
        return source + ".events";
    }

    static String replay(String source) {
        return source + ".replay";
    }

    /** The queue that {@link #replay} leads to; of another name, so that who may write to the one cannot bind the other. */
    static String requests(String source) {
        return source + ".requests";
    }

    static String replies(String source) {
        return source + ".replies";
    }

    /** A name for the queue of one asker, under its own name: what a broker would make up could be anybody's. */
    static String replyQueue(String asker) {
        return asker + ".replies-" + UUID.randomUUID();
    }

    static String queue(String subscriber, String source) {
        return subscriber + "." + source;
    }

    static String dead(String subscriber) {
        return subscriber + ".dead";
    }

    /** What an owner publishes to and is asked through. */
    void declareOwner(Channel channel, String source) throws IOException {
        channel.exchangeDeclare(events(source), BuiltinExchangeType.TOPIC, true);
        channel.exchangeDeclare(replay(source), BuiltinExchangeType.DIRECT, true);
        channel.exchangeDeclare(replies(source), BuiltinExchangeType.DIRECT, true);
        Map<String, Object> arguments = kind();
        arguments.put(rabbitMq ? "x-message-ttl" : "maximumMessageTtl", REQUEST_LIFE_MILLIS);
        channel.queueDeclare(requests(source), true, false, false, arguments);
        channel.queueBind(requests(source), replay(source), replay(source));
    }

    /** What a subscriber listens to; fails as long as the source's owner has not declared its exchange. */
    void declareSubscriber(Channel channel, String subscriber, String source) throws IOException {
        declareDead(channel, subscriber);
        String queue = queue(subscriber, source);
        channel.queueDeclare(queue, true, false, false, subscriberArguments(dead(subscriber)));
        bindSubscriber(channel, subscriber, source);
    }

    /** Nothing changes if it is bound. Fails if the queue or the exchange does not exist. */
    static void bindSubscriber(Channel channel, String subscriber, String source) throws IOException {
        channel.queueBind(queue(subscriber, source), events(source), source + ".#");
    }

    /** Where a subscriber's messages go that it cannot read. */
    void declareDead(Channel channel, String subscriber) throws IOException {
        String dead = dead(subscriber);
        channel.exchangeDeclare(dead, BuiltinExchangeType.FANOUT, true);
        Map<String, Object> deadArguments = kind();
        if (rabbitMq) {
            deadArguments.put("x-max-length", DEAD_LETTERS_KEPT);
        }
        channel.queueDeclare(dead, true, false, false, deadArguments);
        channel.queueBind(dead, dead, "");
    }

    private interface Step {
        void on(Channel channel) throws IOException;
    }

    /** Removes a subscriber's queues and all that is in them; what does not exist is no matter. */
    static void deleteSubscriber(Connection connection, String subscriber, Collection<String> sources)
            throws IOException {
        for (String source : sources) {
            delete(connection, channel -> channel.queueDelete(queue(subscriber, source)));
        }
        delete(connection, channel -> channel.queueDelete(dead(subscriber)));
        delete(connection, channel -> channel.exchangeDelete(dead(subscriber)));
    }

    /** On a channel of its own, which some brokers close over what does not exist. */
    private static void delete(Connection connection, Step deletion) throws IOException {
        Channel channel = connection.openChannel().orElseThrow(() -> new IOException("no channel left"));
        try {
            deletion.on(channel);
        } catch (IOException e) {
            if (!(e.getCause() instanceof ShutdownSignalException closed
                    && closed.getReason() instanceof AMQP.Channel.Close reason
                    && reason.getReplyCode() == AMQP.NOT_FOUND)) {
                throw e;
            }
        } finally {
            channel.abort();
        }
    }

    private Map<String, Object> subscriberArguments(String dead) {
        Map<String, Object> arguments = kind();
        arguments.put("x-single-active-consumer", true);
        if (rabbitMq) {
            arguments.put("x-dead-letter-exchange", dead);
        } else {
            arguments.put("alternateBinding", Map.of("destination", dead));
            arguments.put("maximumDeliveryAttempts", 1);
        }
        if (quorum) {
            arguments.put("x-delivery-limit", deliveryLimit);
        }
        return arguments;
    }

    private Map<String, Object> kind() {
        Map<String, Object> arguments = new HashMap<>();
        if (rabbitMq) {
            arguments.put("x-queue-type", quorum ? "quorum" : "classic");
        }
        return arguments;
    }
}
