package io.millrace.messaging;

import static io.millrace.messaging.BrokerOptions.requirePositive;
import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Who listens to whom, and how much at a time.
 *
 * @param subscriber name of the listener, unique among the source's listeners; its processes share one queue
 * @param source service whose events are wanted
 * @param maxBatch events given to the handler at once, at most
 * @param prefetch messages the broker may send ahead of their acknowledgement
 * @param headCheck time between looks at the owner's heads, which find a hole that nothing follows
 * @param retryFrom pause after a handler's first failure; doubles with every further one
 * @param retryUpTo longest pause after a handler's failure
 */
public record SubscriptionOptions(
        String subscriber,
        String source,
        int maxBatch,
        int prefetch,
        Duration headCheck,
        Duration retryFrom,
        Duration retryUpTo) {

    public SubscriptionOptions {
        requireNonNull(subscriber, "subscriber");
        requireNonNull(source, "source");
        requirePositive(headCheck, "headCheck");
        requirePositive(retryFrom, "retryFrom");
        requirePositive(retryUpTo, "retryUpTo");
        if (maxBatch < 1 || prefetch < 1) {
            throw new IllegalArgumentException("maxBatch and prefetch must be positive");
        }
    }

    /**
     * Batches of up to 500 events; 16 to 128 messages ahead, as the heap allows; heads looked at every 10 s; retries after 100 ms to
     * 5 s.
     */
    public static SubscriptionOptions of(String subscriber, String source) {
        return new SubscriptionOptions(
                subscriber,
                source,
                500,
                messagesAhead(Runtime.getRuntime().maxMemory()),
                Duration.ofSeconds(10),
                Duration.ofMillis(100),
                Duration.ofSeconds(5));
    }

    /**
     * While events come one by one, a message has one or two, and a batch can be no larger than what is here: more messages ahead let
     * a slow store catch up. After an outage each has up to 200, of 1 KB: ten subscriptions with all that they may have then take a
     * quarter of the heap.
     */
    static int messagesAhead(long mostBytes) {
        return (int) Math.max(16, Math.min(128, mostBytes / (8 << 20)));
    }

    public SubscriptionOptions withMaxBatch(int events) {
        return new SubscriptionOptions(subscriber, source, events, prefetch, headCheck, retryFrom, retryUpTo);
    }

    public SubscriptionOptions withPrefetch(int messages) {
        return new SubscriptionOptions(subscriber, source, maxBatch, messages, headCheck, retryFrom, retryUpTo);
    }

    public SubscriptionOptions withHeadCheck(Duration interval) {
        return new SubscriptionOptions(subscriber, source, maxBatch, prefetch, interval, retryFrom, retryUpTo);
    }

    public SubscriptionOptions withRetry(Duration from, Duration upTo) {
        return new SubscriptionOptions(subscriber, source, maxBatch, prefetch, headCheck, from, upTo);
    }
}
