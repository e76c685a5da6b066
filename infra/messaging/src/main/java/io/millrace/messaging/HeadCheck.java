package io.millrace.messaging;

import java.util.HashMap;
import java.util.Map;
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

        void verifyQueue();

        void report();
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
        long pause = soon-- > 0 ? SOON_MILLIS : feeding.options().headCheck().toMillis();
        feeding.after(pause, () -> {
            if (mine == round && !stopped) {
                check(mine);
            }
        });
    }

    private void check(long mine) {
        feeds.verifyQueue();
        feeding.call(() -> feeding.owner().heads(), heads -> {
            if (stopped || mine != round) {
                return;
            }
            if (heads.succeeded()) {
                compare(heads.result());
            } else {
                log.debug("{}: no heads ({})", feeding.name(), Reason.of(heads.cause()));
            }
            schedule();
        });
    }

    private void compare(Map<Integer, Long> heads) {
        heads.forEach((partition, head) -> feeds.feed(partition).headIs(head));
        feeds.report();
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
