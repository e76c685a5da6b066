package io.millrace.generator;

import com.sun.management.OperatingSystemMXBean;
import io.hyperfoil.api.config.Benchmark;
import io.hyperfoil.api.config.BenchmarkData;
import io.hyperfoil.core.impl.LocalSimulationRunner;
import io.hyperfoil.core.parser.BenchmarkParser;
import io.hyperfoil.core.parser.ParserException;
import io.hyperfoil.http.statistics.HttpStats;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Runs benchmarks that files describe to Hyperfoil, one after the other, and prints for each on a line of its own what was
 * seen: numbers of answers with a status from 200 to 299 and of requests that got none such, how long answers took, and the
 * CPU time that this process used meanwhile, in microseconds. It stays, so that what a later benchmark needs is compiled.
 */
public final class Main {

    private Main() {}

    /** Reads the files' names from its input, a line each, and ends with it. */
    public static void main(String[] args) throws IOException, ParserException {
        BufferedReader names = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String name = names.readLine(); name != null; name = names.readLine()) {
            run(Path.of(name));
        }
        System.exit(0); // runs leave threads behind
    }

    private static void run(Path file) throws IOException, ParserException {
        LongAdder good = new LongAdder();
        LongAdder all = new LongAdder();
        Histogram times = new ConcurrentHistogram(3);
        long cpu = cpuMicros();
        LocalSimulationRunner runner = new LocalSimulationRunner(
                read(file),
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
                cpuMicros() - cpu);
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
