package io.millrace.messaging;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands over what a subscriber could not read, one message after the other; each leaves the broker when its handler is done
 * with it. A handler that fails is called again after a pause, for ever. State belongs to the context. Thread-safe.
 */
public final class DeadQueue implements Line.Use {
    private static final Logger log = LoggerFactory.getLogger(DeadQueue.class);

    private final Context context;
    private final Line line;
    private final String subscriber;
    private final Function<DeadMessage, Future<Void>> handler;
    private final BackOff backOff = BackOff.standard();
    private volatile boolean stopped;

    DeadQueue(Context context, Link link, String subscriber, Function<DeadMessage, Future<Void>> handler) {
        this.context = context;
        this.line = new Line(link, Topology.dead(subscriber), this);
        this.subscriber = subscriber;
        this.handler = handler;
    }

    void start() {
        line.start();
    }

    /** Hands nothing over any more; what was not done with stays in the queue. */
    public void stop() {
        stopped = true;
        line.close();
    }

    @Override
    public void open(Channel channel, Topology topology) throws IOException {
        topology.declareDead(channel, subscriber);
        channel.basicQos(1);
        channel.basicConsume(
                Topology.dead(subscriber),
                false,
                (tag, delivery) -> context.runOnContext(go -> received(channel, delivery)),
                tag -> line.renew());
    }

    @Override
    public void lost() {
        // what was not acknowledged comes again
    }

    private void received(Channel channel, Delivery delivery) {
        if (stopped || !channel.isOpen()) {
            return;
        }
        DeadMessage message = new DeadMessage(
                delivery.getEnvelope().getRoutingKey(),
                delivery.getProperties().getContentType(),
                Buffer.buffer(delivery.getBody()));
        handler.apply(message)
                .onComplete(done -> context.runOnContext(go -> {
                    if (done.succeeded()) {
                        backOff.reset();
                        line.execute(() ->
                                acknowledge(channel, delivery.getEnvelope().getDeliveryTag()));
                    } else {
                        log.debug("{}: tries again to keep a message", subscriber, done.cause());
                        context.owner()
                                .setTimer(
                                        backOff.next(),
                                        due -> context.runOnContext(again -> received(channel, delivery)));
                    }
                }));
    }

    private void acknowledge(Channel channel, long tag) {
        try {
            channel.basicAck(tag, false);
        } catch (IOException | RuntimeException e) {
            log.debug("{}: {}", subscriber, Reason.of(e)); // it comes again
        }
    }
}
