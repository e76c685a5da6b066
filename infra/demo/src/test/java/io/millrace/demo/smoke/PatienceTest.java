package io.millrace.demo.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.PrimitiveIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // what waits for an answer is not interrupted
class PatienceTest {

    private static final Duration LIMIT = Duration.ofMillis(150);

    @Test
    void waitsBeyondTheLimitWhileItGetsOn() {
        PrimitiveIterator.OfLong every = List.of(0L, 0L, 1L, 1L, 2L, 2L, 3L, 3L, 4L, 4L, 5L, 5L, 6L).stream()
                .mapToLong(Long::longValue)
                .iterator();
        long begin = System.nanoTime();

        long last = Patience.whileItGetsOn(LIMIT, answer -> answer == 6, answer -> answer, every::next);

        assertThat(last).isEqualTo(6);
        assertThat(System.nanoTime() - begin).isGreaterThan(2 * LIMIT.toNanos());
    }

    @Test
    void givesUpWhenNothingIsDoneForSoLong() {
        int[] asked = {0};

        int last = Patience.whileItGetsOn(LIMIT, answer -> false, answer -> Math.min(answer, 3), () -> asked[0]++);

        assertThat(last).isBetween(4, 30); // long before the most that it would wait, which is 60 questions
    }

    @Test
    void givesUpOnWhatGetsOnForEver() {
        int[] asked = {0};

        int last = Patience.whileItGetsOn(Duration.ofMillis(20), answer -> false, answer -> answer, () -> asked[0]++);

        assertThat(last).isPositive();
    }
}
