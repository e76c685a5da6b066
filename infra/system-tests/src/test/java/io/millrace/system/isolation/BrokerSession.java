package io.millrace.system.isolation;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import io.millrace.system.isolation.Matrix.Answer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What one account asks of a broker: each thing over a channel of its own, because a refusal closes it. */
final class BrokerSession implements AutoCloseable {

    interface Use {
        void of(Channel channel) throws IOException;
    }

    private final ConnectionFactory factory;
    private Connection connection;

    BrokerSession(ConnectionFactory factory) throws Exception {
        this.factory = factory;
        this.connection = factory.newConnection();
    }

    Answer ask(Use use) throws Exception {
        if (!connection.isOpen()) {
            connection = factory.newConnection();
        }
        Channel channel = connection.createChannel();
        try {
            use.of(channel);
            channel.basicQos(1); // a refusal of what has no answer shows here
            return Answer.ALLOWED;
        } catch (IOException | AlreadyClosedException e) {
            String text = closing(e);
            if (text.startsWith("403 ACCESS_REFUSED")) {
                return Answer.REFUSED;
            } else if (text.startsWith("405") || text.contains("exclusivity")) {
                return Answer.ALLOWED; // and in vain: only the connection that declared it can use it
            }
            throw e;
        } finally {
            channel.abort();
        }
    }

    private static String closing(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ShutdownSignalException signal) {
                return closing(signal.getReason());
            }
        }
        return "";
    }

    private static String closing(@Nullable Method reason) {
        if (reason instanceof AMQP.Channel.Close close) {
            return close.getReplyCode() + " " + close.getReplyText();
        }
        return reason instanceof AMQP.Connection.Close close ? close.getReplyCode() + " " + close.getReplyText() : "";
    }

    @Override
    public void close() {
        connection.abort();
    }
}
