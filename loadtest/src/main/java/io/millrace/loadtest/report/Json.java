package io.millrace.loadtest.report;

import io.millrace.loadtest.measure.Goal;
import io.millrace.loadtest.measure.Interval;
import io.millrace.loadtest.measure.Measurements;
import io.millrace.loadtest.measure.Outcome;
import io.millrace.loadtest.measure.Percentiles;
import io.millrace.loadtest.measure.Step;
import io.millrace.loadtest.report.Timeline.Point;
import io.millrace.loadtest.traffic.Arrivals;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A result for machines; times in milliseconds unless they say otherwise, and null where nothing was measured. */
final class Json {

    private static final List<Double> PERCENTS = List.of(
            0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 85.0, 90.0, 93.0, 95.0, 97.0, 98.0, 99.0, 99.5, 99.8,
            99.9, 99.95, 99.99);
    private static final Collector<Object, JsonArray, JsonArray> ARRAY =
            Collector.of(JsonArray::new, JsonArray::add, JsonArray::addAll);

    private final Result result;
    private final Measurements measurements;

    private Json(Result result) {
        this.result = result;
        this.measurements = result.measurements();
    }

    static JsonObject of(Result result) {
        return new Json(result).all();
    }

    private JsonObject all() {
        return new JsonObject()
                .put("scenario", result.scenario())
                .put("command", result.command())
                .put("target", result.target())
                .put("machine", Machine.describe())
                .put("stolenPercent", number(result.stolenPercent()))
                .put("begun", result.begun().toString())
                .put("verdict", result.verdict())
                .put("exitCode", result.exitCode())
                .put("goals", array(result.goals(), Json::goal))
                .put(
                        "check",
                        array(
                                result.findings(),
                                finding -> new JsonObject()
                                        .put("what", finding.what())
                                        .put("right", finding.right())
                                        .put("detail", finding.detail())))
                .put("arrivals", arrivals())
                .put("total", outcome(measurements.outcome(), counted()))
                .put("steps", array(measurements.steps(), step -> step(step, measurements.outcome(step), counted())))
                .put("phases", phases())
                .put(
                        "failures",
                        array(
                                measurements.failures(),
                                each -> new JsonObject()
                                        .put("step", each.getKey().step().title())
                                        .put("reason", each.getKey().reason())
                                        .put("count", each.getValue())))
                .put("distributions", array(measurements.steps(), this::distribution))
                .put("timeline", timeline())
                .put(
                        "probes",
                        array(
                                result.probes(),
                                probe -> new JsonObject()
                                        .put("rate", probe.rate())
                                        .put("p99", number(probe.p99()))
                                        .put("failedPercent", number(probe.failedPercent()))
                                        .put("lateP99", number(probe.lateP99()))
                                        .put("goal", probe.goal())
                                        .put("stolenPercent", number(probe.stolenPercent()))
                                        .put("verdict", probe.verdict().name().toLowerCase(Locale.ROOT))));
    }

    private static <T> JsonArray array(Iterable<T> items, Function<T, ?> shown) {
        JsonArray array = new JsonArray();
        items.forEach(item -> array.add(shown.apply(item)));
        return array;
    }

    private static JsonObject goal(Goal goal) {
        return new JsonObject()
                .put("what", goal.what())
                .put("atLeast", goal.atLeast())
                .put("limit", goal.limit())
                .put("unit", goal.unit())
                .put("measured", number(goal.measured()))
                .put("met", goal.met());
    }

    private JsonObject arrivals() {
        return new JsonObject()
                .put(
                        "stretches",
                        array(
                                result.arrivals().stretches(),
                                stretch -> new JsonObject()
                                        .put("phase", stretch.phase())
                                        .put("perSecond", stretch.perSecond())
                                        .put("seconds", stretch.seconds())))
                .put("late", percentiles(measurements.late()));
    }

    /** Seconds of the stretches that count. */
    private double counted() {
        return result.arrivals().stretches().stream()
                .filter(Arrivals.Stretch::counts)
                .mapToInt(Arrivals.Stretch::seconds)
                .sum();
    }

    private JsonArray phases() {
        List<Double> starts =
                List.copyOf(measurements.phaseStarts(result.zero()).values());
        JsonArray phases = new JsonArray();
        for (String name : measurements.phases()) {
            double start = starts.get(phases.size());
            double end = phases.size() + 1 < starts.size()
                    ? starts.get(phases.size() + 1)
                    : result.arrivals().seconds();
            phases.add(new JsonObject()
                    .put("name", name)
                    .put("start", start)
                    .put("end", end)
                    .put(
                            "steps",
                            measurements.steps().stream()
                                    .filter(step ->
                                            measurements.outcome(step, name).count() > 0)
                                    .map(step -> step(step, measurements.outcome(step, name), end - start))
                                    .collect(ARRAY)));
        }
        return phases;
    }

    private static JsonObject step(Step step, Outcome outcome, double seconds) {
        return outcome(outcome, seconds).put("step", step.title()).put("lag", step.isLag());
    }

    private static JsonObject outcome(Outcome outcome, double seconds) {
        return percentiles(outcome.percentiles())
                .put("count", outcome.count())
                .put("perSecond", number(outcome.count() / seconds))
                .put("failed", outcome.failed())
                .put("failedPercent", number(outcome.failedPercent()))
                .put("repeated", outcome.repeated());
    }

    private static JsonObject percentiles(Percentiles of) {
        return new JsonObject()
                .put("p50", number(of.p50()))
                .put("p90", number(of.p90()))
                .put("p99", number(of.p99()))
                .put("p999", number(of.p999()))
                .put("max", number(of.max()));
    }

    private JsonObject distribution(Step step) {
        Outcome outcome = measurements.outcome(step);
        return new JsonObject()
                .put("step", step.title())
                .put("percent", array(PERCENTS, percent -> percent))
                .put("millis", array(PERCENTS, percent -> number(outcome.at(percent))));
    }

    private JsonObject timeline() {
        JsonObject reasons = new JsonObject();
        new TreeSet<>(points().flatMap(point -> point.interval().reasons().keySet().stream())
                        .toList())
                .forEach(reason -> reasons.put(
                        reason,
                        series(point -> point.interval().reasons().getOrDefault(reason, 0L) / point.seconds())));
        JsonObject steps = new JsonObject();
        measurements
                .steps()
                .forEach(step -> steps.put(
                        step.title(), latencies(interval -> interval.steps().get(step))));
        return new JsonObject()
                .put("second", series(Point::second))
                .put("planned", series(Point::planned))
                .put("arrivals", series(point -> point.interval().arrivals() / point.seconds()))
                .put("answers", series(point -> point.interval().done() / point.seconds()))
                .put("failed", series(point -> point.interval().failures() / point.seconds()))
                .put("inFlight", series(point -> (double) point.interval().inFlight()))
                .put("lateMillis", series(point -> point.interval().lateMillis()))
                .put("behindEvents", series(point -> (double) point.models().behind()))
                .put("behindSeconds", series(point -> point.models().seconds()))
                .put("heapMegabytes", series(Point::heapMegabytes))
                .put("all", latencies(Interval::all))
                .put("steps", steps)
                .put("reasons", reasons);
    }

    private JsonObject latencies(Function<Interval, @Nullable Percentiles> which) {
        return new JsonObject()
                .put("p50", latency(which, Percentiles::p50))
                .put("p90", latency(which, Percentiles::p90))
                .put("p99", latency(which, Percentiles::p99))
                .put("max", latency(which, Percentiles::max));
    }

    private JsonArray latency(
            Function<Interval, @Nullable Percentiles> which, Function<Percentiles, Double> percentile) {
        return series(point -> {
            Percentiles of = which.apply(point.interval());
            return of == null ? Double.NaN : percentile.apply(of);
        });
    }

    private JsonArray series(Function<Point, Double> value) {
        return array(result.timeline().points(), point -> number(value.apply(point)));
    }

    private Stream<Point> points() {
        return result.timeline().points().stream();
    }

    /** JSON knows no NaN; and three decimals are enough. */
    private static @Nullable Double number(double value) {
        return Double.isFinite(value) ? Math.round(value * 1000) / 1000.0 : null;
    }
}
