package io.millrace.messaging;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import io.millrace.contracts.CloudEvents;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.MalformedEventException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscriber's queue: receives, decodes, acknowledges. Messages are decoded on the client's threads; the session is
 * handed over to the subscription's context, to which everything about tags belongs.
 */
final class QueueReader implements Line.Use {

    /** Called on the subscription's context. */
    interface Listener {
        void opened();

        void arrived(List<EventEnvelope> events, Receipt receipt);

        void lost();
    }

    private static final Logger log = LoggerFactory.getLogger(QueueReader.class);
    private static final int MAX_PARTITIONS = 4_096;

    private final Context context;
    private final Line line;
    private final SubscriptionOptions options;
    private final SubscriptionMeters meters;
    private final Listener listener;
    private final String queue;
    /** Belongs to the link's thread. */
    private @Nullable Channel channel;
    /** Belongs to the context. */
    private @Nullable Session session;

    QueueReader(Context context, Link link, SubscriptionOptions options, SubscriptionMeters meters, Listener listener) {
        this.context = context;
        this.queue = Topology.queue(options.subscriber(), options.source());
        this.line = new Line(link, queue, this);
        this.options = options;
        this.meters = meters;
        this.listener = listener;
    }

    void start() {
        line.start();
    }

    /** No more messages; those received may still be acknowledged. */
    void cancel() {
        line.execute(() -> {
            Channel over = channel;
            if (over != null) {
                attempt(() -> over.basicCancel(queue));
            }
        });
    }

    /** Closes the channel after sending the acknowledgements that are due. Called on the context. */
    void close() {
        if (session != null) {
            session.flush();
        }
        line.close();
    }

    /**
     * How many messages wait in the queue, on any thread; fails while it is not being read. Makes sure by the way that it
     * exists, is bound and is listened to: not every broker tells when it, or the owner's exchange, has been deleted.
     */
    Future<Integer> waiting() {
        Promise<Integer> waiting = Promise.promise();
        line.execute(() -> {
            Channel over = channel;
            if (over != null) {
                attempt(() -> ask(over, waiting));
            }
            waiting.tryFail("the queue is not being read");
        });
        return waiting.future();
    }

    private void ask(Channel over, Promise<Integer> waiting) throws IOException {
        AMQP.Queue.DeclareOk found = over.queueDeclarePassive(queue);
        Topology.bindSubscriber(over, options.subscriber(), options.source());
        if (found.getConsumerCount() == 0) {
            line.renew();
        } else {
            waiting.complete(found.getMessageCount());
        }
    }

    @Override
    public void open(Channel opened, Topology topology) throws IOException {
        topology.declareSubscriber(opened, options.subscriber(), options.source());
        opened.basicQos(options.prefetch());
        Session next = new Session(opened);
        context.runOnContext(go -> opened(next));
        opened.basicConsume(
                queue, false, queue, (tag, delivery) -> received(next, delivery), cancelled -> line.renew());
        channel = opened;
    }

    @Override
    public void lost() {
        channel = null;
        context.runOnContext(go -> closed());
    }

    private void opened(Session next) {
        closed();
        session = next;
        listener.opened();
    }

    private void closed() {
        if (session != null) {
            session = null;
            listener.lost();
        }
    }

    private void received(Session over, Delivery delivery) {
        long tag = delivery.getEnvelope().getDeliveryTag();
        try {
            List<EventEnvelope> events =
                    CloudEvents.decode(delivery.getProperties().getContentType(), delivery.getBody());
            check(events);
            context.runOnContext(go -> arrived(over, tag, events));
        } catch (RuntimeException e) {
            meters.rejected();
            log.warn("{}: dead-lettered a message that it cannot read: {}", queue, e.getMessage());
            line.execute(() -> attempt(() -> over.channel.basicNack(tag, false, false)));
        }
    }

    private void check(List<EventEnvelope> events) {
        if (events.isEmpty()) {
            throw new MalformedEventException("a message without events");
        }
        for (EventEnvelope event : events) {
            if (!event.source().equals(options.source())) {
                throw new MalformedEventException("an event of " + event.source());
            }
            if (event.partition() < 0 || event.partition() >= MAX_PARTITIONS || event.position() < 1) {
                throw new MalformedEventException(
                        "an event of partition " + event.partition() + " at position " + event.position());
            }
        }
    }

    private void arrived(Session over, long tag, List<EventEnvelope> events) {
        if (session == over) {
            listener.arrived(events, over.receipt(tag, events.size()));
        }
    }

    private interface Call {
        void run() throws IOException;
    }

    /** A failure means that the channel is gone, which is told otherwise; the messages come again. */
    private void attempt(Call call) {
        try {
            call.run();
        } catch (IOException | RuntimeException e) {
            log.debug("{}: {}", queue, Reason.of(e));
        }
    }

    /** Messages received over one channel: their tags mean nothing on another one. */
    private final class Session {
        private final Channel channel;
        private final Acknowledgements acknowledgements = new Acknowledgements();
        private boolean flushing;

        Session(Channel channel) {
            this.channel = channel;
        }

        Receipt receipt(long tag, int events) {
            acknowledgements.received(tag);
            AtomicInteger remaining = new AtomicInteger(events);
            return () -> {
                if (remaining.decrementAndGet() == 0) {
                    done(tag);
                }
            };
        }

        private void done(long tag) {
            acknowledgements.done(tag);
            if (!flushing) {
                flushing = true;
                context.runOnContext(go -> flush());
            }
        }

        void flush() {
            flushing = false;
            List<Acknowledgements.Acknowledgement> due = acknowledgements.due();
            if (session == this && !due.isEmpty()) {
                line.execute(() -> due.forEach(next -> attempt(() -> channel.basicAck(next.tag(), next.multiple()))));
            }
        }
    }
}
