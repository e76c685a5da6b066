package io.millrace.messaging;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the owner from time to time how far it is, which finds what is missing at the end, where nothing follows that
 * would show it. Fetches only what two looks in a row found missing and nobody, here or in another process, has come
 * closer to in between. Belongs to the subscription's context.
 */
final class HeadCheck {

    /** What there is to check. */
    interface Feeds {
        PartitionFeed feed(int partition);

        /**
         * Messages waiting in the queue; fails while it is not being read. Makes sure by the way that the queue is there and bound,
         * which is what every check needs it for.
         */
        Future<Integer> waiting();

        /** The owner has said where its partitions end. */
        void report(Map<Integer, Long> heads);
    }

    private static final Logger log = LoggerFactory.getLogger(HeadCheck.class);
    private static final int SOON_MILLIS = 200;
    private static final int SOON_CHECKS = 2;

    private final Feeding feeding;
    private final Feeds feeds;
    /** Where partitions stood that were found behind and idle at the last look. */
    private final Map<Integer, Long> behindAt = new HashMap<>();

    private int soon;
    private long round;
    private boolean stopped;

    HeadCheck(Feeding feeding, Feeds feeds) {
        this.feeding = feeding;
        this.feeds = feeds;
    }

    /** Checks now and shortly after, because something may have been missed; then in the usual intervals. */
    void soon() {
        soon = SOON_CHECKS;
        behindAt.clear();
        schedule();
    }

    void stop() {
        stopped = true;
    }

    private void schedule() {
        long mine = ++round;
        long usual = feeding.options().headCheck().toMillis();
        boolean isSoon = soon-- > 0;
        long pause = isSoon ? SOON_MILLIS : untilNext(usual);
        boolean early = isSoon || pause < usual / 2;
        feeding.after(pause, () -> {
            if (mine == round && !stopped) {
                check(mine, early);
            }
        });
    }

    /** All subscriptions of a process at the same moments, so that one answer serves those to the same owner. */
    private static long untilNext(long interval) {
        return interval - Math.floorMod(TimeUnit.NANOSECONDS.toMillis(System.nanoTime()), interval);
    }

    private void check(long mine, boolean early) {
        Supplier<Future<Looked>> look = () -> feeds.waiting()
                .transform(waiting -> feeding.owner()
                        .heads()
                        .map(heads ->
                                new Looked(waiting.succeeded() ? !early || waiting.result() == 0 : !early, heads)));
        feeding.call(look, looked -> {
            if (stopped || mine != round) {
                return;
            }
            if (looked.succeeded()) {
                compare(looked.result());
            } else {
                log.debug("{}: no heads ({})", feeding.name(), Reason.of(looked.cause()));
            }
            schedule();
        });
    }

    /**
     * @param dry whether nothing more is about to come from the queue, as far as can be told: from one that has not been
     *     readable for a while, perhaps because its owner's exchange is gone, nothing is
     */
    private record Looked(boolean dry, Map<Integer, Long> heads) {}

    private void compare(Looked looked) {
        Map<Integer, Long> heads = looked.heads();
        heads.forEach((partition, head) -> feeds.feed(partition).headIs(head));
        feeds.report(heads);
        if (!looked.dry()) {
            behindAt.clear();
            return;
        }
        behindAt.keySet().removeIf(partition -> !feeds.feed(partition).idleBehind());
        if (heads.keySet().stream().anyMatch(partition -> feeds.feed(partition).idleBehind())) {
            feeding.call(feeding.reload(), loaded -> {
                if (loaded.succeeded() && !stopped) {
                    heads.keySet().forEach(this::judge);
                }
            });
        }
    }

    private void judge(int partition) {
        PartitionFeed feed = feeds.feed(partition);
        if (feed.idleBehind()) {
            Long before = behindAt.put(partition, feed.handled());
            if (before != null && before == feed.handled()) {
                feed.fetch();
            }
        }
    }
}
