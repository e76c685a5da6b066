package io.millrace.contracts.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The gate in the build. With {@code -Dcontracts=release} it releases first. */
class ReleasedContractsTest {

    private static final ContractGate GATE =
            new ContractGate(Path.of("released"), Path.of("src/main/resources/schemas"));

    @BeforeAll
    static void releaseIfAsked() {
        if (System.getProperty("contracts", "").equals("release")) {
            GATE.release();
        }
    }

    @Test
    void whatWasReleasedIsWhatItWas() {
        assertNone(GATE.refusals());
    }

    @Test
    void everyVersionIsReleased() {
        assertNone(GATE.notReleased());
    }

    private static void assertNone(List<String> findings) {
        assertThat(findings)
                .withFailMessage(() -> "\n" + String.join("\n\n", findings))
                .isEmpty();
    }
}
