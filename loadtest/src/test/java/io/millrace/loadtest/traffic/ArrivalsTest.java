package io.millrace.loadtest.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

    private final Arrivals arrivals = Arrivals.none()
            .then("before", true, 10, 2)
            .then("burst", true, 100, 1)
            .then("after", true, 10, 2);

    @Test
    void comeEvenlyWithinAStretch() {
        assertThat(millis(0)).isZero();
        assertThat(millis(1)).isEqualTo(100);
        assertThat(millis(19)).isEqualTo(1900);
    }

    @Test
    void goOnFromStretchToStretch() {
        assertThat(millis(20)).isEqualTo(2000);
        assertThat(millis(21)).isEqualTo(2010);
        assertThat(millis(119)).isEqualTo(2990);
        assertThat(millis(120)).isEqualTo(3000);
        assertThat(millis(121)).isEqualTo(3100);
    }

    @Test
    void areCounted() {
        assertThat(arrivals.clients()).isEqualTo(140);
        assertThat(arrivals.seconds()).isEqualTo(5);
        assertThat(arrivals.perSecondAt(1)).isEqualTo(10);
        assertThat(arrivals.perSecondAt(2)).isEqualTo(100);
        assertThat(arrivals.perSecondAt(5)).isZero();
    }

    private long millis(long n) {
        return TimeUnit.NANOSECONDS.toMillis(arrivals.nanosOf(n));
    }
}
