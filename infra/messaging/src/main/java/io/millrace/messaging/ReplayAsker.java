package io.millrace.messaging;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import io.millrace.contracts.EventEnvelope;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Asks one owner for events and heads, over a channel and a reply queue of its own. A request fails when no answer comes
 * in time, when the connection is or gets lost, or when the owner says so; its caller asks again. Thread-safe.
 */
final class ReplayAsker implements Line.Use {
    private static final int MAX_WAITING = 1_000;
    private static final String CONNECTION_LOST = "connection to the broker lost";

    private final Vertx vertx;
    private final Line line;
    private final String asker;
    private final String source;
    private final long timeoutMillis;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, CallerPromise<ReplayAnswer>> waiting = new ConcurrentHashMap<>();
    private final List<Runnable> whenOpen = new CopyOnWriteArrayList<>();
    private volatile @Nullable Session session;
    /** The latest question; guarded by this. */
    private @Nullable Future<Map<Integer, Long>> heads;

    private record Session(Channel channel, String replies) {}

    /** @param asker under whose name answers are received */
    ReplayAsker(Vertx vertx, Link link, String asker, String source, BrokerOptions options) {
        this.vertx = vertx;
        this.line = new Line(link, "replays from " + source, this);
        this.asker = asker;
        this.source = source;
        this.timeoutMillis = options.replayTimeout().toMillis();
    }

    void start() {
        line.start();
    }

    void stop() {
        line.close();
    }

    /** Told, on the link's thread, whenever asking has become possible. */
    void whenOpen(Runnable listener) {
        whenOpen.add(listener);
    }

    void forget(Runnable listener) {
        whenOpen.remove(listener);
    }

    /** Events after a position, in order; fewer than the limit does not mean that there are no more. */
    Future<List<EventEnvelope>> events(int partition, long after, int limit) {
        return ask(new ReplayRequest(partition, after, limit)).map(ReplayAnswer::events);
    }

    /** Where the partitions end, or ended a moment before: one question serves all who want to know while it is under way. */
    synchronized Future<Map<Integer, Long>> heads() {
        Future<Map<Integer, Long>> underWay = heads;
        if (underWay == null || underWay.isComplete()) {
            underWay = ask(ReplayRequest.forHeads()).map(ReplayAnswer::heads);
            heads = underWay;
        }
        return underWay;
    }

    private Future<ReplayAnswer> ask(ReplayRequest request) {
        if (session == null) {
            return failed("not connected to the broker, or " + source + " has never been");
        }
        if (waiting.size() >= MAX_WAITING) {
            return failed("too many requests to " + source + " are waiting");
        }
        String number = Long.toString(numbers.incrementAndGet());
        CallerPromise<ReplayAnswer> answer = new CallerPromise<>(vertx.getOrCreateContext());
        waiting.put(number, answer);
        long timer = vertx.setTimer(timeoutMillis, late -> answer.settle(failed(source + " does not answer")));
        line.execute(() -> send(number, request, answer));
        return answer.future().onComplete(done -> {
            vertx.cancelTimer(timer);
            waiting.remove(number);
        });
    }

    private void send(String number, ReplayRequest request, CallerPromise<ReplayAnswer> answer) {
        Session over = session;
        if (over == null) {
            answer.settle(failed(CONNECTION_LOST));
            return;
        }
        String to = Topology.replay(source);
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .contentType("application/json")
                .correlationId(number)
                .replyTo(over.replies())
                .build();
        try {
            over.channel().basicPublish(to, to, properties, request.encode());
        } catch (IOException | RuntimeException e) {
            answer.settle(failed(Reason.of(e)));
        }
    }

    @Override
    public void open(Channel channel, Topology topology) throws IOException {
        String replies = Topology.replyQueue(asker);
        channel.queueDeclare(replies, false, true, true, null);
        channel.queueBind(replies, Topology.replies(source), replies);
        channel.basicConsume(replies, true, (tag, delivery) -> received(delivery), tag -> line.renew());
        channel.exchangeDeclarePassive(Topology.replay(source));
        session = new Session(channel, replies);
        whenOpen.forEach(Runnable::run);
    }

    @Override
    public void lost() {
        session = null;
        waiting.values().forEach(answer -> answer.settle(failed(CONNECTION_LOST)));
    }

    private void received(Delivery delivery) {
        @Nullable String number = delivery.getProperties().getCorrelationId();
        CallerPromise<ReplayAnswer> answer = number == null ? null : waiting.get(number);
        if (answer != null) {
            answer.settle(Future.succeededFuture(ReplayAnswer.received(delivery)));
        }
    }

    private static <T> Future<T> failed(String reason) {
        return Future.failedFuture(new ReplayFailedException(reason));
    }
}
