package io.millrace.embedded.junit;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * How long one thread could not run though it wanted to: it waited for a processor, or the garbage collector stopped it.
 * On a machine with more work than processors that is no fault of the thread's code. Linux tells; elsewhere the wait for
 * a processor counts as none. Call {@link #sample} regularly; safe for any threads.
 */
final class Starvation {
    private static final int SAMPLES = 200;
    private static final Path UNKNOWN = Path.of("/nonexistent");

    private final Path schedule;
    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long at, long starved) {}

    private Starvation(Path schedule) {
        this.schedule = schedule;
        sample();
    }

    static Starvation ofCurrentThread() {
        Path self = Path.of("/proc/thread-self");
        try {
            return new Starvation(Files.exists(self) ? self.toRealPath().resolve("schedstat") : UNKNOWN);
        } catch (IOException e) {
            return new Starvation(UNKNOWN);
        }
    }

    synchronized void sample() {
        samples.addLast(new Sample(System.nanoTime(), starvedSoFar()));
        if (samples.size() > SAMPLES) {
            samples.removeFirst();
        }
    }

    /** Nanoseconds within the last so many nanoseconds, up to one sampling interval too many. */
    synchronized long within(long nanos) {
        long start = System.nanoTime() - nanos;
        Sample before = samples.getFirst();
        for (Sample sample : samples) {
            if (sample.at() > start) {
                break;
            }
            before = sample;
        }
        return starvedSoFar() - before.starved();
    }

    private long starvedSoFar() {
        return waitedForProcessor() + collectingGarbage();
    }

    /** The second of the file's numbers, in nanoseconds. */
    private long waitedForProcessor() {
        try {
            return Long.parseLong(Files.readString(schedule).split(" ", 3)[1]);
        } catch (IOException e) {
            return 0;
        }
    }

    private static long collectingGarbage() {
        return TimeUnit.MILLISECONDS.toNanos(ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum());
    }
}
