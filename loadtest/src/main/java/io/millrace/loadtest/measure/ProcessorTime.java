package io.millrace.loadtest.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What this machine has had of its processors since it was started, in ticks, as Linux counts them (proc(5), {@code /proc/stat}).
 * A virtual machine shares them with others of the same host: what its host gave to those while it had work to do is stolen.
 *
 * @param wanted time for which there was work to do, including what was stolen; 0 where that is not known
 */
public record ProcessorTime(long wanted, long stolen) {

    private static final Path STAT = Path.of("/proc/stat");
    /** After user, nice, system, idle, iowait, irq and softirq; guests are part of user. */
    private static final int STEAL = 7;

    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;

    /** All processors together, until now. */
    public static ProcessorTime now() {
        try (Stream<String> lines = Files.lines(STAT)) {
            return of(lines.findFirst().orElse(""));
        } catch (IOException notLinux) {
            return new ProcessorTime(0, 0);
        }
    }

    static ProcessorTime of(String line) {
        String[] fields = line.strip().split("\\s+");
        if (!fields[0].equals("cpu") || fields.length < STEAL + 2) {
            return new ProcessorTime(0, 0);
        }
        long[] ticks = Stream.of(fields)
                .skip(1)
                .mapToLong(Long::parseLong)
                .limit(STEAL + 1)
                .toArray();
        return new ProcessorTime(LongStream.of(ticks).sum() - ticks[IDLE] - ticks[IO_WAIT], ticks[STEAL]);
    }

    /** Percent of what was wanted since an earlier time; not a number where that is not known, or nothing was. */
    public double stolenPercentSince(ProcessorTime earlier) {
        return 100.0 * (stolen - earlier.stolen) / (wanted - earlier.wanted);
    }
}
