package io.millrace.generator;

import com.sun.management.OperatingSystemMXBean;
import io.hyperfoil.api.config.Benchmark;
import io.hyperfoil.api.config.BenchmarkData;
import io.hyperfoil.core.impl.LocalSimulationRunner;
import io.hyperfoil.core.parser.BenchmarkParser;
import io.hyperfoil.core.parser.ParserException;
import io.hyperfoil.http.statistics.HttpStats;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Runs a benchmark that a file describes to Hyperfoil, and prints on its last line what was seen: numbers of answers with a
 * status from 200 to 299 and of requests that got none such, how long answers took, and the CPU time of this process, in
 * microseconds.
 */
public final class Main {

    private static final int WRONG_ARGUMENTS = 2;

    private Main() {}

    /** Arguments: the file. */
    public static void main(String[] args) throws IOException, ParserException {
        if (args.length != 1) {
            System.err.println("usage: generator <benchmark.yaml>");
            System.exit(WRONG_ARGUMENTS);
        }
        LongAdder good = new LongAdder();
        LongAdder all = new LongAdder();
        Histogram times = new ConcurrentHistogram(3);
        LocalSimulationRunner runner = new LocalSimulationRunner(
                read(Path.of(args[0])),
                (phase, step, metric, seen, countDown) -> {
                    HttpStats answers = HttpStats.get(seen);
                    all.add(seen.requestCount);
                    good.add(answers == null ? 0 : answers.status_2xx);
                    times.add(seen.histogram);
                },
                null,
                null);
        runner.run();
        System.out.printf(
                Locale.ROOT,
                "%ngood %d others %d p50 %d p99 %d cpu %d%n",
                good.sum(),
                all.sum() - good.sum(),
                times.getValueAtPercentile(50) / 1000,
                times.getValueAtPercentile(99) / 1000,
                cpuMicros());
        System.exit(0); // it leaves threads behind
    }

    private static long cpuMicros() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1000;
    }

    private static Benchmark read(Path file) throws IOException, ParserException {
        try (InputStream in = Files.newInputStream(file)) {
            return BenchmarkParser.instance().buildBenchmark(in, BenchmarkData.EMPTY, Map.of());
        }
    }
}
