package io.millrace.loadtest;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/** CPU time from Linux's /proc, in seconds; 0 where there is none. */
final class CpuTime {

    private static final double TICKS_PER_SECOND = 100;

    private CpuTime() {}

    /** This process. */
    static double own() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }

    /** The PostgreSQL server whose data is in a folder, or below it. */
    static DoubleSupplier ofPostgres(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            Path pidFile = files.filter(file -> file.endsWith("postmaster.pid"))
                    .findFirst()
                    .orElseThrow();
            long pid = Long.parseLong(Files.readAllLines(pidFile).get(0).strip());
            return () -> CpuTime.server(pid);
        }
    }

    /** The PostgreSQL server whose postmaster this is: itself and its children, those that have ended included. */
    static double server(long postmaster) {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().chars().allMatch(Character::isDigit))
                    .mapToDouble(process -> seconds(process, postmaster))
                    .sum();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Fields of proc(5): ppid is the 2nd after the name, utime and stime the 12th and 13th, of ended children the two after. */
    private static double seconds(Path process, long postmaster) {
        try {
            String stat = Files.readString(process.resolve("stat"));
            List<String> fields =
                    List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
            boolean self = process.getFileName().toString().equals(Long.toString(postmaster));
            if (!self && Long.parseLong(fields.get(1)) != postmaster) {
                return 0;
            }
            double ticks = Double.parseDouble(fields.get(11)) + Double.parseDouble(fields.get(12));
            if (self) {
                ticks += Double.parseDouble(fields.get(13)) + Double.parseDouble(fields.get(14));
            }
            return ticks / TICKS_PER_SECOND;
        } catch (IOException gone) {
            return 0;
        }
    }
}
