package io.millrace.query.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.query.projection.Build.Purpose;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What processes decide on what they have seen, while others have decided too. */
class PointerTest {

    private final Pointer building = Pointer.first(1).withNew(1, Purpose.SWITCH);

    @Test
    void aCompleteGenerationAnswers() {
        assertThat(building.completed(2, true).live()).isEqualTo(2);
        assertThat(building.completed(2, false).live()).isEqualTo(1);
    }

    @Test
    void aGenerationThatWasGivenUpIsNotBroughtBack() {
        Pointer dropped = building.dropping(2);

        assertThat(dropped.completed(2, true)).isEqualTo(dropped);
        assertThat(dropped.without(2).completed(2, true)).isEqualTo(dropped.without(2));
    }

    @Test
    void aRollbackIsNotUndoneByWhoNoticesLate() {
        Pointer rolledBack = building.completed(2, true).switchedTo(1);

        assertThat(rolledBack.completed(2, true)).isEqualTo(rolledBack);
    }

    @Test
    void theFirstComparisonThatEndsIsTheOneThatCounts() {
        Pointer verifying = Pointer.first(1).withNew(1, Purpose.VERIFY);
        Pointer verified = verifying.verified(2, found(7));

        assertThat(verified.verification()).hasValue(found(7));
        assertThat(verified.verified(2, found(0))).isEqualTo(verified);
    }

    private static Verification found(long documents) {
        return new Verification(1, Instant.EPOCH, Instant.EPOCH, Map.of(), documents, 0, List.of(), 0);
    }
}
