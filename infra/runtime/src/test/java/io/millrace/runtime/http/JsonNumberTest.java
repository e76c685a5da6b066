package io.millrace.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonNumberTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "-0.0, 0",
        "0e5, 0",
        "1.0, 1",
        "1e3, 1000",
        "12.50e1, 125",
        "9223372036854775807, 9223372036854775807",
        "-9223372036854775808, -9223372036854775808",
        "9007199254740993.0, 9007199254740993",
        "1.1111111111111112E18, 1111111111111111200"
    })
    void areLongsWhenTheyAreWhole(String text, long value) {
        assertThat(JsonNumber.exact(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "0.30000000000000004, 0.30000000000000004",
        "-1.25e-07, -1.25e-7",
        "19.90, 19.9",
        "4503599627370495.5, 4503599627370495.5",
        "4.9E-324, 4.9E-324"
    })
    void areDoublesWhenTheyAreWrittenAsOne(String text, double value) {
        assertThat(JsonNumber.exact(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.1234567890123456789",
                "0.99999999999999999999",
                "9223372036854775808",
                "-9223372036854775809",
                "12345678901234567890123",
                "1e19",
                "1.7976931348623157E308",
                "1e309",
                "1e-400",
                "1e2147483647",
                "-1e-2147483647",
                "1e99999999999",
                "0e99999999999"
            })
    void areRefusedWhenNothingHoldsThem(String text) {
        assertThat(JsonNumber.exact(text)).isNull();
    }

    @Test
    void ofAnyLengthAreReadInNoTime() {
        assertThat(JsonNumber.exact("3".repeat(200_000))).isNull();
        assertThat(JsonNumber.exact("0." + "3".repeat(200_000))).isNull();
    }

    @Test
    void areTakenHoweverThisPlatformWritesThem() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            double value = random.nextGaussian() * Math.pow(10, random.nextInt(30) - 25);
            assertThat(JsonNumber.exact(Double.toString(value))).isEqualTo(value);
        }
    }
}
