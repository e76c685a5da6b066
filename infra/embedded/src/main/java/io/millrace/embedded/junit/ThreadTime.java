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
 * What one thread's time went into: how long it ran, and how long it could not run though it wanted to, for lack of a
 * processor or because the garbage collector stopped it. On a machine with more work than processors the latter is no fault
 * of the thread's code. Linux tells both; elsewhere a thread counts as running all the time. Call {@link #sample}
 * regularly; safe for any threads.
 */
final class ThreadTime {
    private static final int SAMPLES = 200;
    private static final Path UNKNOWN = Path.of("/nonexistent");

    private final Path schedule;
    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long at, long ran, long starved, long loadedClasses) {}

    private ThreadTime(Path schedule) {
        this.schedule = schedule;
        sample();
    }

    static ThreadTime ofCurrentThread() {
        Path self = Path.of("/proc/thread-self");
        try {
            return new ThreadTime(Files.exists(self) ? self.toRealPath().resolve("schedstat") : UNKNOWN);
        } catch (IOException e) {
            return new ThreadTime(UNKNOWN);
        }
    }

    synchronized void sample() {
        samples.addLast(now());
        if (samples.size() > SAMPLES) {
            samples.removeFirst();
        }
    }

    /** Nanoseconds that it ran within the last so many, down to one sampling interval's too few; samples may be late. */
    synchronized long ranWithin(long nanos) {
        long start = System.nanoTime() - nanos;
        Sample now = now();
        Sample first = samples.stream()
                .filter(sample -> sample.at() >= start)
                .findFirst()
                .orElse(now);
        return now.ran() - first.ran();
    }

    /** Nanoseconds that it did not run for no fault of its own within the last so many, up to one sampling interval's too many. */
    synchronized long starvedWithin(long nanos) {
        return Math.min(nanos, now().starved() - before(nanos).starved());
    }

    /** Whether the process loaded a class within the last so many nanoseconds, or up to one sampling interval before. */
    synchronized boolean loadedClassesWithin(long nanos) {
        return loadedClasses() > before(nanos).loadedClasses();
    }

    /** The last sample from before so many nanoseconds ago. */
    private Sample before(long nanos) {
        long start = System.nanoTime() - nanos;
        Sample before = samples.getFirst();
        for (Sample sample : samples) {
            if (sample.at() > start) {
                break;
            }
            before = sample;
        }
        return before;
    }

    /** The file's first two numbers are the time on a processor and the time in wait for one, in nanoseconds. */
    private Sample now() {
        long at = System.nanoTime();
        try {
            String[] numbers = Files.readString(schedule).split(" ", 3);
            return new Sample(
                    at, Long.parseLong(numbers[0]), Long.parseLong(numbers[1]) + collectingGarbage(), loadedClasses());
        } catch (IOException e) {
            return new Sample(at, at, collectingGarbage(), loadedClasses());
        }
    }

    private static long loadedClasses() {
        return ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount();
    }

    private static long collectingGarbage() {
        return TimeUnit.MILLISECONDS.toNanos(ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum());
    }
}
