package io.millrace.loadtest.report;

import io.millrace.loadtest.measure.Interval;
import io.millrace.loadtest.shop.ReadModels;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What was seen at regular times. Thread-safe. */
public final class Timeline {

    /**
     * What was seen at one time.
     *
     * @param second since the first arrival, at the end of the interval
     * @param planned clients who should come in a second at that time
     * @param seconds how long the interval was
     * @param heapMegabytes of the query service's process, NaN if it does not tell
     */
    public record Point(
            double second,
            double planned,
            double seconds,
            Interval interval,
            ReadModels models,
            double heapMegabytes) {}

    private final List<Point> points = new CopyOnWriteArrayList<>();

    public void add(Point point) {
        points.add(point);
    }

    public List<Point> points() {
        return points;
    }
}
