package io.millrace.loadtest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;

/** What was measured, by name, round after round. */
final class Medians {

    private final Map<String, List<Measured>> results = new LinkedHashMap<>();

    void measure(String name, Callable<Measured> stretch) throws Exception {
        Measured measured = stretch.call();
        results.computeIfAbsent(name, first -> new ArrayList<>()).add(measured);
        System.out.printf(Locale.ROOT, "  %-45s %9.0f%n", name, measured.perSecond());
    }

    void print() {
        System.out.printf(
                "%n%-40s %12s %10s %14s %14s %8s%n",
                "medians", "per second", "mean ms", "server us/op", "client us/op", "batch");
        results.keySet()
                .forEach(name -> System.out.printf(
                        Locale.ROOT,
                        "%-40s %12.0f %10.3f %14.1f %14.1f %8.1f%n",
                        name,
                        of(name, Measured::perSecond),
                        of(name, Measured::meanMillis),
                        of(name, Measured::serverMicros),
                        of(name, Measured::clientMicros),
                        of(name, Measured::batch)));
        System.out.println();
    }

    /** How many times as many operations a second as another. */
    double ratio(String name, String other) {
        return of(name, Measured::perSecond) / of(other, Measured::perSecond);
    }

    double of(String name, ToDoubleFunction<Measured> figure) {
        double[] sorted = results.getOrDefault(name, List.of()).stream()
                .mapToDouble(figure)
                .sorted()
                .toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }
}
