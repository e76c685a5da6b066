package io.millrace.loadtest.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SearchTest {

    private static final double PRECISION = 1.08;

    @Test
    void findsTheHighestRateHeld() {
        for (double limit : new double[] {1, 3, 10, 11, 37, 100, 163, 999}) {
            assertThat(new Search(5000, PRECISION, rate -> rate / limit).from(10))
                    .as("with a limit of %s", limit)
                    .isBetween(limit / PRECISION - 1, limit);
        }
    }

    @Test
    void findsNoneWhenEvenTheLeastBreaks() {
        assertThat(new Search(5000, PRECISION, rate -> 1.1).from(10)).isZero();
    }

    @Test
    void endsAtTheHighestRateThatIsToBeTried() {
        List<Double> tried = new ArrayList<>();
        assertThat(new Search(50, PRECISION, rate -> {
                            tried.add(rate);
                            return 0.1;
                        })
                        .from(10))
                .isEqualTo(50);
        assertThat(tried).containsExactly(10.0, 20.0, 40.0, 50.0);
    }

    /** One stroke of luck in three changes nothing, good or bad. */
    @Test
    void goesByTheMajorityWhereItIsClose() {
        int[] turn = {0};
        Search search = new Search(5000, PRECISION, rate -> (turn[0]++ % 3 == 0) == rate <= 100 ? 1.2 : 0.9);
        assertThat(search.from(10)).isBetween(90.0, 100.0);
    }

    @Test
    void triesOnceWhatIsClearlyHeld() {
        List<Double> tried = new ArrayList<>();
        new Search(5000, 2, rate -> {
                    tried.add(rate);
                    return rate <= 20 ? 0.4 : 5;
                })
                .from(10);
        assertThat(tried).containsExactly(10.0, 20.0, 40.0, 40.0);
    }
}
