package io.millrace.loadtest.scenario;

import java.util.function.DoubleUnaryOperator;

/**
 * Looks for the highest rate that is held: doubles the rate until it breaks, or halves it until it holds, then halves the gap
 * by ratio until that is small enough. What is not clearly held may be luck, good or bad: there the majority of three tries counts.
 */
final class Search {

    /** So far from the edge no luck leads; beyond it a machine that was busy for a moment may lead anywhere. */
    private static final double CLEARLY_HELD = 0.5;

    private static final double LEAST = 1;

    private final double most;
    private final double precision;
    private final DoubleUnaryOperator strain;

    /**
     * @param most rate that is tried
     * @param precision the ratio of the lowest rate that broke to the highest one held at which it ends; above 1
     * @param strain tries a rate: what was measured, as a multiple of the goal; held up to 1
     */
    Search(double most, double precision, DoubleUnaryOperator strain) {
        this.most = most;
        this.precision = precision;
        this.strain = strain;
    }

    /** @return the highest rate held; 0 if not even the least was */
    double from(double first) {
        double low = first;
        double high = first;
        if (holds(first)) {
            do {
                low = high;
                if (low >= most) {
                    return low;
                }
                high = Math.min(most, 2 * high);
            } while (holds(high));
        } else {
            do {
                high = low;
                low = rounded(high / 2);
                if (low < LEAST) {
                    return 0;
                }
            } while (!holds(low));
        }
        while (high / low > precision) {
            double middle = rounded(Math.sqrt(low * high));
            if (middle <= low || middle >= high) {
                return low;
            }
            if (holds(middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private boolean holds(double rate) {
        double first = strain.applyAsDouble(rate);
        if (first <= CLEARLY_HELD) {
            return true;
        }
        boolean second = strain.applyAsDouble(rate) <= 1;
        return second == first <= 1 ? second : strain.applyAsDouble(rate) <= 1;
    }

    /** Rates that people can read. */
    private static double rounded(double rate) {
        return rate < 10 ? Math.round(10 * rate) / 10.0 : Math.round(rate);
    }
}
