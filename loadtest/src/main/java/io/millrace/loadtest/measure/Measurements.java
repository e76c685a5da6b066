package io.millrace.loadtest.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Counts what happens to requests. Times are nanoseconds of {@link System#nanoTime()}, and response times count from the time
 * at which a request was to begin. A response time is kept for what was done, and for what got no answer in time; what was
 * refused at once is counted as failed only. Requests belong to the phase in which their client was to arrive. Memory does not
 * grow with requests. Thread-safe.
 */
public final class Measurements {

    private static final int DIGITS = 3;
    private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);

    /** Requests of a kind whose clients were to arrive in a phase. */
    private record Place(String phase, boolean counts, Step step) {}

    /** A reason for which requests of a kind failed. */
    public record Failure(Step step, String reason) {}

    private static final class Cell {
        private final Histogram micros = new ConcurrentHistogram(DIGITS);
        private final LongAdder done = new LongAdder();
        private final LongAdder failed = new LongAdder();
        private final LongAdder repeated = new LongAdder();
    }

    /** What a step did since the last look. */
    private static final class Recent {
        private final Recorder micros = new Recorder(DIGITS);
        private final LongAdder done = new LongAdder();
        private final LongAdder failed = new LongAdder();
    }

    private final List<Phase> phases = new CopyOnWriteArrayList<>();
    private final Map<Place, Cell> cells = new ConcurrentHashMap<>();
    private final Map<Failure, LongAdder> failures = new ConcurrentHashMap<>();
    private final Map<Step, Recent> recent = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> recentReasons = new ConcurrentHashMap<>();
    private final LongAdder started = new LongAdder();
    private final LongAdder finished = new LongAdder();
    private final LongAdder recentArrivals = new LongAdder();
    private final AtomicLong recentLate = new AtomicLong();
    private final Histogram late = new ConcurrentHistogram(DIGITS);

    /** From that time on requests belong to another phase. */
    public synchronized void begin(String phase, boolean counts, long start) {
        List<Phase> sorted = new ArrayList<>(phases);
        sorted.add(new Phase(phase, counts, start));
        sorted.sort(Comparator.comparingLong(Phase::start));
        phases.clear();
        phases.addAll(sorted);
    }

    /** A client of whom the plan says that he is to arrive, and who was due then, has been let in now. */
    public void arrived(long arrival, long due, long now) {
        long micros = Math.max(0, TimeUnit.NANOSECONDS.toMicros(now - due));
        recentArrivals.increment();
        recentLate.accumulateAndGet(micros, Math::max);
        if (place(Step.REGISTER, arrival).counts()) {
            late.recordValue(Math.min(micros, LONGEST_MICROS));
        }
    }

    /** A request is sent. */
    public void sent() {
        started.increment();
    }

    /** It was done. */
    public void done(Step step, long arrival, long due, long end) {
        finished.increment();
        cell(step, arrival).done.increment();
        recent(step).done.increment();
        record(step, arrival, due, end);
    }

    /** It was not done, for this reason. */
    public void failed(Step step, long arrival, String reason) {
        finished.increment();
        cell(step, arrival).failed.increment();
        recent(step).failed.increment();
        recentReasons.computeIfAbsent(reason, absent -> new LongAdder()).increment();
        if (place(step, arrival).counts()) {
            failures.computeIfAbsent(new Failure(step, reason), absent -> new LongAdder())
                    .increment();
        }
    }

    /** It got no answer in time. */
    public void timedOut(Step step, long arrival, long due, long end, String reason) {
        failed(step, arrival, reason);
        record(step, arrival, due, end);
    }

    /** It was told to come again: neither done nor failed. */
    public void repeated(Step step, long arrival) {
        finished.increment();
        cell(step, arrival).repeated.increment();
    }

    private void record(Step step, long arrival, long due, long end) {
        long micros = Math.min(LONGEST_MICROS, Math.max(0, TimeUnit.NANOSECONDS.toMicros(end - due)));
        cell(step, arrival).micros.recordValue(micros);
        recent(step).micros.recordValue(micros);
    }

    private Recent recent(Step step) {
        return recent.computeIfAbsent(step, absent -> new Recent());
    }

    private Cell cell(Step step, long arrival) {
        return cells.computeIfAbsent(place(step, arrival), absent -> new Cell());
    }

    private Place place(Step step, long arrival) {
        Place found = new Place("", true, step);
        for (Phase phase : phases) {
            if (phase.start() - arrival <= 0 || found.phase().isEmpty()) {
                found = new Place(phase.name(), phase.counts(), step);
            }
        }
        return found;
    }

    /** Requests that are on their way. */
    public long inFlight() {
        return Math.max(0, started.sum() - finished.sum());
    }

    /** What happened since the last call. For one thread. */
    public Interval takeInterval() {
        Map<Step, Percentiles> steps = new EnumMap<>(Step.class);
        Map<Step, Long> failed = new EnumMap<>(Step.class);
        Histogram all = new Histogram(DIGITS);
        long done = 0;
        for (Step step : Step.values()) {
            Histogram micros = recent(step).micros.getIntervalHistogram();
            long failures = recent(step).failed.sumThenReset();
            done += recent(step).done.sumThenReset();
            if (micros.getTotalCount() + failures > 0) {
                steps.put(step, Percentiles.of(micros));
                failed.put(step, failures);
                all.add(micros);
            }
        }
        Map<String, Long> reasons = new TreeMap<>();
        recentReasons.forEach((reason, count) -> {
            long number = count.sumThenReset();
            if (number > 0) {
                reasons.put(reason, number);
            }
        });
        return new Interval(
                recentArrivals.sumThenReset(),
                recentLate.getAndSet(0) / 1000.0,
                inFlight(),
                done,
                Percentiles.of(all),
                steps,
                failed,
                reasons);
    }

    /** The names of phases, in their order. */
    public List<String> phases() {
        return phases.stream().map(Phase::name).distinct().toList();
    }

    /** Those that count. */
    public List<String> countedPhases() {
        return phases.stream().filter(Phase::counts).map(Phase::name).distinct().toList();
    }

    /** The phases with their starts in seconds after that time. */
    public Map<String, Double> phaseStarts(long zero) {
        Map<String, Double> starts = new LinkedHashMap<>();
        phases.forEach(phase -> starts.putIfAbsent(phase.name(), (phase.start() - zero) / 1e9));
        return starts;
    }

    /** The steps that were tried. */
    public Set<Step> steps() {
        Set<Step> steps = EnumSet.noneOf(Step.class);
        cells.keySet().forEach(place -> steps.add(place.step()));
        return steps;
    }

    /** What came of a step in the phases that count. */
    public Outcome outcome(Step step) {
        return chosen(place -> place.counts() && place.step() == step);
    }

    /** What came of a step in a phase. */
    public Outcome outcome(Step step, String phase) {
        return chosen(place -> place.step() == step && place.phase().equals(phase));
    }

    /** What came of every request in the phases that count. */
    public Outcome outcome() {
        return chosen(Place::counts);
    }

    /** What came of some steps in a phase. */
    public Outcome outcome(Predicate<Step> steps, String phase) {
        return chosen(place -> steps.test(place.step()) && place.phase().equals(phase));
    }

    /** What came of some steps in the phases that count. */
    public Outcome outcome(Predicate<Step> steps) {
        return chosen(place -> place.counts() && steps.test(place.step()));
    }

    /** What came of all that make others wait until they see what was acknowledged, in the phases that count. */
    public Outcome lag() {
        return outcome(Step::isLag);
    }

    private Outcome chosen(Predicate<Place> chosen) {
        Histogram micros = new Histogram(DIGITS);
        long done = 0;
        long failed = 0;
        long repeated = 0;
        for (Map.Entry<Place, Cell> each : cells.entrySet()) {
            if (chosen.test(each.getKey())) {
                micros.add(each.getValue().micros);
                done += each.getValue().done.sum();
                failed += each.getValue().failed.sum();
                repeated += each.getValue().repeated.sum();
            }
        }
        return new Outcome(micros, done, failed, repeated);
    }

    /** How late clients were let in, in the phases that count: what the load test itself is to blame for. */
    public Percentiles late() {
        return Percentiles.of(late);
    }

    /** Why requests failed, in the phases that count, the most frequent first. */
    public List<Map.Entry<Failure, Long>> failures() {
        return failures.entrySet().stream()
                .map(each -> Map.entry(each.getKey(), each.getValue().sum()))
                .sorted(Map.Entry.<Failure, Long>comparingByValue().reversed())
                .toList();
    }
}
