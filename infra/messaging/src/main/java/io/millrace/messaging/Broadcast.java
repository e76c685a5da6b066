package io.millrace.messaging;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * News that all processes of a service tell each other. Nothing is kept: who is not connected misses it, and is told when it may
 * have missed something. Thread-safe.
 */
public final class Broadcast implements Line.Use {

    /** Called on the context that the broadcast was made for. */
    public interface Listener {

        /** Another process has told this. */
        void told(Buffer news);

        /** News may have been missed until now. */
        void mayHaveMissed();
    }

    private static final Logger log = LoggerFactory.getLogger(Broadcast.class);

    private static final int MOST_WAITING = 100;

    private final Context context;
    private final Line line;
    private final String name;
    private final String queue;
    private final String self = UUID.randomUUID().toString();
    private final Listener listener;
    private final AtomicInteger waiting = new AtomicInteger();
    /** Belongs to the link's thread. */
    private @Nullable Channel channel;

    Broadcast(Context context, Link link, String name, Listener listener) {
        this.context = context;
        this.line = new Line(link, name, this);
        this.name = name;
        this.queue = name + "-" + self;
        this.listener = listener;
    }

    void start() {
        line.start();
    }

    void stop() {
        line.close();
    }

    /**
     * Tells the others, as far as they are connected; nobody knows whether it has come. Nothing is told while the broker does
     * not take what was told before.
     */
    public void tell(Buffer news) {
        if (waiting.get() >= MOST_WAITING) {
            return;
        }
        waiting.incrementAndGet();
        line.execute(() -> {
            waiting.decrementAndGet();
            Channel over = channel;
            if (over != null) {
                publish(over, news);
            }
        });
    }

    private void publish(Channel over, Buffer news) {
        try {
            over.basicPublish(
                    name, "", new AMQP.BasicProperties.Builder().appId(self).build(), news.getBytes());
        } catch (IOException | RuntimeException e) {
            log.debug("{}: {}", name, Reason.of(e)); // the line is about to be opened again
        }
    }

    @Override
    public void open(Channel opened, Topology topology) throws IOException {
        opened.exchangeDeclare(name, BuiltinExchangeType.FANOUT, true);
        opened.queueDeclare(queue, false, true, true, null);
        opened.queueBind(queue, name, "");
        opened.basicConsume(queue, true, (tag, delivery) -> received(delivery), tag -> line.renew());
        channel = opened;
        listen(Listener::mayHaveMissed);
    }

    @Override
    public void lost() {
        channel = null;
    }

    private void received(Delivery delivery) {
        if (!self.equals(delivery.getProperties().getAppId())) {
            Buffer news = Buffer.buffer(delivery.getBody());
            listen(told -> told.told(news));
        }
    }

    private void listen(Consumer<Listener> call) {
        context.runOnContext(ignored -> call.accept(listener));
    }
}
