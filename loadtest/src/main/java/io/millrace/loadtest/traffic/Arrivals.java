package io.millrace.loadtest.traffic;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * When clients arrive: stretches of an even rate each, one after the other. The times are planned, and known, before anything
 * happens: response times count from them, so that a client who could not be let in in time is not forgotten. Immutable.
 */
public final class Arrivals {

    /**
     * An even rate for a while.
     *
     * @param phase what it is called in reports
     * @param counts whether goals and totals count it; a warm-up does not
     * @param perSecond clients who arrive in a second
     */
    public record Stretch(String phase, boolean counts, double perSecond, int seconds) {

        /** Gatling lets in as many. */
        long clients() {
            return Math.round(perSecond * seconds);
        }

        /** How many have come when so many seconds are over: whole ones, as Gatling lets them in. */
        private long after(long second) {
            return (clients() * second + seconds - 1) / seconds;
        }

        /** When the n-th comes: those of a second come evenly within it. */
        private long nanosOf(long n) {
            long second = Math.max(0, n * seconds / clients() - 1);
            while (after(second + 1) <= n) {
                second++;
            }
            long within = n - after(second);
            long others = after(second + 1) - after(second);
            return TimeUnit.SECONDS.toNanos(second) + TimeUnit.SECONDS.toNanos(within) / others;
        }
    }

    private final List<Stretch> stretches;

    private Arrivals(List<Stretch> stretches) {
        this.stretches = List.copyOf(stretches);
    }

    /** Nobody yet. */
    public static Arrivals none() {
        return new Arrivals(List.of());
    }

    /** And after those so many more a second; nothing changes if it is for no time. */
    public Arrivals then(String phase, boolean counts, double perSecond, int seconds) {
        if (seconds == 0) {
            return this;
        }
        List<Stretch> more = new ArrayList<>(stretches);
        more.add(new Stretch(phase, counts, perSecond, seconds));
        return new Arrivals(more);
    }

    public List<Stretch> stretches() {
        return stretches;
    }

    /** How long they go on. */
    public int seconds() {
        return stretches.stream().mapToInt(Stretch::seconds).sum();
    }

    /** How many come in all. */
    public long clients() {
        return stretches.stream().mapToLong(Stretch::clients).sum();
    }

    /** How many are to come in the second that begins so many seconds after the first. */
    public double perSecondAt(int second) {
        int end = 0;
        for (Stretch stretch : stretches) {
            end += stretch.seconds();
            if (second < end) {
                return stretch.perSecond();
            }
        }
        return 0;
    }

    /** Nanoseconds from the first arrival to the n-th, counted from 0; the last one's for any beyond. */
    public long nanosOf(long n) {
        long begin = 0;
        long before = 0;
        for (Stretch stretch : stretches) {
            if (n < before + stretch.clients()) {
                return begin + stretch.nanosOf(n - before);
            }
            begin += TimeUnit.SECONDS.toNanos(stretch.seconds());
            before += stretch.clients();
        }
        return begin;
    }
}
