package io.millrace.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Return;
import io.millrace.contracts.CloudEvents;
import io.millrace.contracts.EventEnvelope;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Publishes with confirms over a channel of its own. A place in the window is taken by the call and given back when the
 * link's thread has sent the message and its outcome is known, so that a broker which stops reading fills the window and
 * nothing else.
 */
final class ConfirmingPublisher implements Publisher, Line.Use {

    /** Brokers refuse from 16 MiB on, and close the channel over it. */
    private static final int MAX_BODY = 8 << 20;

    private final Vertx vertx;
    private final Link link;
    private final Line line;
    private final String source;
    private final int partitions;
    private final BrokerOptions options;
    private final Semaphore window;
    private final PublisherMeters meters;
    private volatile @Nullable Session session;

    private record Session(Channel channel, Unconfirmed unconfirmed) {}

    ConfirmingPublisher(
            Vertx vertx, Link link, String source, int partitions, BrokerOptions options, PublisherMeters meters) {
        this.vertx = vertx;
        this.link = link;
        this.line = new Line(link, "publisher of " + source, this);
        this.source = source;
        this.partitions = partitions;
        this.options = options;
        this.window = new Semaphore(options.publishWindow());
        this.meters = meters;
    }

    void start() {
        line.start();
    }

    void stop() {
        line.close();
    }

    @Override
    public Future<Void> publish(List<EventEnvelope> events) {
        String objection = objection(events);
        if (objection != null) {
            return Future.failedFuture(new IllegalArgumentException(objection));
        }
        String blocked = link.blocked();
        if (blocked != null) {
            return refused("the broker refuses to be published to: " + blocked);
        }
        if (session == null) {
            return refused("not connected to the broker");
        }
        if (!window.tryAcquire()) {
            return refused("already " + options.publishWindow() + " messages unconfirmed");
        }
        Outgoing message = new Outgoing(events, vertx.getOrCreateContext());
        expect(message);
        line.execute(() -> send(message));
        return message.outcome();
    }

    private @Nullable String objection(List<EventEnvelope> events) {
        if (events.isEmpty()) {
            return "nothing to publish";
        }
        EventEnvelope first = events.get(0);
        if (first.partition() < 0 || first.partition() >= partitions) {
            return "partition " + first.partition() + " is not one of " + partitions;
        }
        for (int i = 0; i < events.size(); i++) {
            EventEnvelope event = events.get(i);
            boolean next = event.partition() == first.partition() && event.position() == first.position() + i;
            if (!next || !event.source().equals(source)) {
                return "the events of a message must be of " + source + ", of one partition, contiguous, in order";
            }
        }
        return null;
    }

    private Future<Void> refused(String reason) {
        meters.failed();
        return Future.failedFuture(new PublishFailedException(reason));
    }

    private void expect(Outgoing message) {
        long started = System.nanoTime();
        long timer = vertx.setTimer(options.confirmTimeout().toMillis(), late -> {
            fail(message, "not confirmed within " + options.confirmTimeout().toMillis() + " ms");
            line.renew();
        });
        message.outcome().onComplete(outcome -> {
            vertx.cancelTimer(timer);
            if (outcome.succeeded()) {
                meters.confirmed(message.events().size(), System.nanoTime() - started);
            }
        });
    }

    private void send(Outgoing message) {
        Session over = session;
        if (over == null || message.settled()) {
            fail(message, "connection to the broker lost");
            window.release();
            return;
        }
        long sequence = 0;
        try {
            byte[] body = body(message.events());
            sequence = over.channel().getNextPublishSeqNo();
            over.unconfirmed().sent(sequence, message);
            over.channel()
                    .basicPublish(
                            Topology.events(source), key(message), true, properties(message.events(), sequence), body);
        } catch (IOException | RuntimeException e) {
            fail(message, Reason.of(e));
            if (sequence == 0 || !over.unconfirmed().answered(sequence, false).isEmpty()) {
                window.release();
            }
        }
    }

    private static byte[] body(List<EventEnvelope> events) {
        byte[] body = events.size() == 1 ? CloudEvents.encode(events.get(0)) : CloudEvents.encodeBatch(events);
        if (body.length > MAX_BODY) {
            throw new PublishFailedException("a message of " + body.length + " bytes is more than brokers take");
        }
        return body;
    }

    private String key(Outgoing message) {
        return source + "." + message.events().get(0).partition();
    }

    private static AMQP.BasicProperties properties(List<EventEnvelope> events, long sequence) {
        EventEnvelope first = events.get(0);
        return new AMQP.BasicProperties.Builder()
                .contentType(events.size() == 1 ? CloudEvents.SINGLE : CloudEvents.BATCH)
                .contentEncoding(UTF_8.name())
                .deliveryMode(2)
                .messageId(Long.toString(sequence))
                .appId(first.source())
                .headers(Map.of(
                        "partition", first.partition(),
                        "first-position", first.position(),
                        "events", events.size()))
                .build();
    }

    @Override
    public void open(Channel channel, Topology topology) throws IOException {
        topology.declareOwner(channel, source);
        Unconfirmed unconfirmed = new Unconfirmed();
        channel.addReturnListener(returned -> returned(unconfirmed, returned));
        channel.addConfirmListener(
                (sequence, multiple) -> answered(unconfirmed, sequence, multiple, true),
                (sequence, multiple) -> answered(unconfirmed, sequence, multiple, false));
        channel.confirmSelect();
        session = new Session(channel, unconfirmed);
    }

    @Override
    public void lost() {
        Session over = session;
        session = null;
        if (over != null) {
            for (Outgoing message : over.unconfirmed().removeAll()) {
                fail(message, "connection to the broker lost");
                window.release();
            }
        }
    }

    /** RabbitMQ returns a message and then acknowledges it; Qpid refuses it first. */
    private void returned(Unconfirmed unconfirmed, Return returned) {
        meters.returned();
        String id = returned.getProperties().getMessageId();
        Outgoing message = id == null ? null : unconfirmed.find(Long.parseLong(id));
        if (message != null) {
            message.markReturned();
        }
    }

    private void answered(Unconfirmed unconfirmed, long sequence, boolean multiple, boolean taken) {
        for (Outgoing message : unconfirmed.answered(sequence, multiple)) {
            if (message.returned()) {
                fail(message, "no queue is bound for " + key(message));
            } else if (taken) {
                message.confirm();
            } else {
                fail(message, "refused by the broker");
            }
            window.release();
        }
    }

    private void fail(Outgoing message, String reason) {
        if (message.fail(new PublishFailedException(reason))) {
            meters.failed();
        }
    }
}
