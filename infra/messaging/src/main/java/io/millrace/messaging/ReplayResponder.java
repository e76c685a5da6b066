package io.millrace.messaging;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers subscribers' replay requests from the owner's journal, in this process. Thread-safe. */
public final class ReplayResponder {
    private static final Logger log = LoggerFactory.getLogger(ReplayResponder.class);
    /** Requests read from the journal at the same time. */
    private static final int CONCURRENT = 4;

    private final Context context;
    private final Line line;
    private final String source;
    private final ReplaySource journal;
    private final Counter answered;
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean failing = new AtomicBoolean();

    ReplayResponder(Vertx vertx, Link link, String source, ReplaySource journal, MeterRegistry meters) {
        this.context = vertx.getOrCreateContext();
        this.line = new Line(link, "replays of " + source, new Answering());
        this.source = source;
        this.journal = journal;
        this.answered = meters.counter("millrace.messaging.replays.answered", "source", source);
    }

    /** Starts to answer, now or as soon as the broker is there. Completes at once. Idempotent. */
    public Future<Void> start() {
        if (started.compareAndSet(false, true)) {
            line.start();
        }
        return Future.succeededFuture();
    }

    /** Stops answering; requests still queued wait for another process of the owner, or expire. Idempotent. */
    public Future<Void> stop() {
        started.set(true);
        line.close();
        return Future.succeededFuture();
    }

    private Future<ReplayAnswer> answer(ReplayRequest request) {
        return read(request)
                .onSuccess(answer -> {
                    failing.set(false);
                    answered.increment();
                })
                .recover(failure -> {
                    if (!failing.getAndSet(true)) {
                        log.warn("{}: cannot read the journal for replays ({})", source, Reason.of(failure));
                    }
                    return Future.succeededFuture(ReplayAnswer.failed(Reason.of(failure)));
                });
    }

    private Future<ReplayAnswer> read(ReplayRequest request) {
        try {
            return request.wantsHeads()
                    ? journal.heads().map(ReplayAnswer::of)
                    : journal.read(request.partition(), request.after(), request.limit())
                            .map(ReplayAnswer::of);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** The responder's use of its channel. */
    private final class Answering implements Line.Use {

        @Override
        public void open(Channel channel, Topology topology) throws IOException {
            topology.declareOwner(channel, source);
            channel.basicQos(CONCURRENT);
            channel.basicConsume(
                    Topology.requests(source),
                    false,
                    (tag, delivery) -> received(channel, delivery),
                    tag -> line.renew());
        }

        @Override
        public void lost() {
            // Who asked will ask again.
        }

        private void received(Channel channel, Delivery delivery) {
            try {
                ReplayRequest request = ReplayRequest.decode(delivery.getBody());
                context.runOnContext(go ->
                        answer(request).onSuccess(answer -> line.execute(() -> send(channel, delivery, answer))));
            } catch (IllegalArgumentException e) {
                log.warn("{}: ignored a replay request: {}", source, e.getMessage());
                line.execute(() -> acknowledge(channel, delivery));
            }
        }

        private void send(Channel channel, Delivery request, ReplayAnswer answer) {
            String to = request.getProperties().getReplyTo();
            try {
                if (to != null) {
                    channel.basicPublish(
                            Topology.replies(source),
                            to,
                            properties(request, answer),
                            answer.body().getBytes());
                }
            } catch (IOException | RuntimeException e) {
                log.debug("{}: could not answer a replay request", source, e);
            }
            acknowledge(channel, request);
        }

        private AMQP.BasicProperties properties(Delivery request, ReplayAnswer answer) {
            return new AMQP.BasicProperties.Builder()
                    .contentType(answer.contentType())
                    .correlationId(request.getProperties().getCorrelationId())
                    .headers(answer.headers())
                    .build();
        }

        private void acknowledge(Channel channel, Delivery request) {
            try {
                channel.basicAck(request.getEnvelope().getDeliveryTag(), false);
            } catch (IOException | RuntimeException e) {
                log.debug("{}: could not acknowledge a replay request", source, e);
            }
        }
    }
}
