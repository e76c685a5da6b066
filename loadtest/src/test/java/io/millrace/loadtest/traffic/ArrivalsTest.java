package io.millrace.loadtest.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatling.core.controller.inject.open.ConstantRateOpenInjection;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.collection.Iterator;
import scala.collection.Iterator$;
import scala.concurrent.duration.FiniteDuration;

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

    /** Gatling lets them in; what it does is what is planned. */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.4, 1, 1.3, 2.5, 7, 33.3, 141})
    void areThoseOfGatling(double rate) {
        Arrivals planned = Arrivals.none().then("load", true, rate, 7);
        Iterator<FiniteDuration> gatling = new ConstantRateOpenInjection(rate, new FiniteDuration(7, TimeUnit.SECONDS))
                .chain(Iterator$.MODULE$.empty());
        for (long n = 0; n < planned.clients(); n++) {
            assertThat(TimeUnit.NANOSECONDS.toMillis(planned.nanosOf(n)))
                    .as("of number %s", n)
                    .isEqualTo(gatling.next().toMillis());
        }
        assertThat(gatling.hasNext()).isFalse();
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
