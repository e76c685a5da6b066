package io.millrace.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscriptionOptionsTest {

    @ParameterizedTest
    @CsvSource({"64, 16", "128, 16", "256, 32", "512, 64", "1024, 128", "16384, 128"})
    void asManyMessagesComeAheadAsTheHeapAllows(long heapMegabytes, int messages) {
        assertThat(SubscriptionOptions.messagesAhead(heapMegabytes << 20)).isEqualTo(messages);
    }
}
