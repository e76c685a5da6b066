package io.millrace.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProcessorTimeTest {

    @Test
    void tellsWhatWasStolenOfWhatWasWanted() {
        ProcessorTime before = ProcessorTime.of("cpu  100 10 50 1000 20 5 15 40 0 0");
        ProcessorTime after = ProcessorTime.of("cpu  130 10 60 1900 90 5 15 60 0 0");

        assertThat(after.stolenPercentSince(before)).isCloseTo(100.0 * 20 / (30 + 10 + 20), within(0.001));
    }

    /** Such as on a machine that is not of the kind whose files these are. */
    @Test
    void tellsNothingWhereNothingIsKnown() {
        ProcessorTime unknown = ProcessorTime.of("");

        assertThat(unknown.stolenPercentSince(unknown)).isNaN();
        assertThat(ProcessorTime.of("cpu  100 10 50 1000")).isEqualTo(unknown);
    }
}
