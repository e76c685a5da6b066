package io.millrace.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.EventEnvelope;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PartitionSequenceTest {
    private final PartitionSequence sequence = new PartitionSequence(10, 5);
    private final List<Long> receipts = new ArrayList<>();

    private boolean offer(long position) {
        return sequence.offer(Owner.event("orders", 0, position), () -> receipts.add(position));
    }

    private void offer(long from, long to) {
        for (long position = from; position <= to; position++) {
            offer(position);
        }
    }

    private List<Long> take(int max) {
        return sequence.take(max).stream().map(EventEnvelope::position).toList();
    }

    @Test
    void knowsThatWhatItForgotIsMissing() {
        offer(11);
        offer(13, 14);
        assertThat(sequence.kept()).isEqualTo(3);

        sequence.forgetHeld();

        assertThat(sequence.kept()).isEqualTo(1);
        assertThat(sequence.hole()).isEqualTo(new Hole(12, 14));
    }

    @Nested
    class InOrder {

        @Test
        void givesOutWhatFollowsAndAcknowledgesItWhenHandled() {
            offer(11, 13);

            assertThat(take(2)).containsExactly(11L, 12L);
            assertThat(receipts).isEmpty();
            sequence.takenHandled();
            assertThat(receipts).containsExactly(11L, 12L);
            assertThat(sequence.handled()).isEqualTo(12);
            assertThat(take(2)).containsExactly(13L);
        }

        @Test
        void givesOutNothingWhileSomethingIsBeingHandled() {
            offer(11, 13);
            take(1);

            assertThat(take(1)).isEmpty();
        }

        @Test
        void givesOutTheSameAgainAfterAFailureAndWhatHasGathered() {
            offer(11);
            take(5);
            offer(12);
            sequence.takenFailed();

            assertThat(take(5)).containsExactly(11L, 12L);
            assertThat(receipts).isEmpty();
        }

        @Test
        void dropsDuplicatesOfWhatIsHandledBeingHandledOrWaiting() {
            offer(11, 12);
            take(1);

            assertThat(offer(9)).isFalse();
            assertThat(offer(11)).isFalse();
            assertThat(offer(12)).isFalse();
            assertThat(receipts).containsExactly(9L, 11L, 12L);
            assertThat(sequence.waiting()).isEqualTo(1);
        }
    }

    @Nested
    class WithAHole {

        @Test
        void holdsWhatIsBeyondAndNamesWhatIsMissing() {
            offer(11);
            offer(15);

            assertThat(sequence.hole()).isEqualTo(new Hole(12, 14));
            assertThat(take(10)).containsExactly(11L);
        }

        @Test
        void goesOnWithWhatItHeldWhenTheHoleIsFilled() {
            offer(12, 13);
            offer(11);

            assertThat(sequence.hole()).isNull();
            assertThat(take(10)).containsExactly(11L, 12L, 13L);
        }

        @Test
        void keepsNoMessageUnacknowledgedBeyondIt() {
            offer(12, 13);

            assertThat(receipts).containsExactly(12L, 13L);
        }

        @Test
        void holdsNoMoreThanItMayAndKnowsWhatItDropped() {
            offer(21, 30);
            offer(12);

            assertThat(sequence.hole()).isEqualTo(new Hole(11, 11));
            offer(11);
            assertThat(sequence.hole()).isEqualTo(new Hole(13, 20));
            offer(13, 20);
            assertThat(take(100)).hasSize(14).endsWith(24L);
            assertThat(sequence.hole()).isEqualTo(new Hole(25, 30));
        }

        @Test
        void seesOneAtTheEndWhenToldThatMoreExists() {
            offer(11);
            assertThat(sequence.hole()).isNull();

            sequence.exists(14);

            assertThat(sequence.hole()).isEqualTo(new Hole(12, 14));
        }
    }

    @Nested
    class WithAnotherProcess {

        @Test
        void dropsWhatTheOtherHasHandled() {
            offer(11, 12);
            offer(15, 16);

            sequence.handledElsewhere(15);

            assertThat(sequence.handled()).isEqualTo(15);
            assertThat(take(10)).containsExactly(16L);
            assertThat(receipts).contains(11L, 12L);
            assertThat(sequence.hole()).isNull();
        }

        @Test
        void leavesAloneWhatIsBeingHandledHereUntilThatHasEnded() {
            offer(11, 14);
            take(2);

            sequence.handledElsewhere(13);
            assertThat(sequence.handled()).isEqualTo(10);
            sequence.takenFailed();

            assertThat(sequence.handled()).isEqualTo(13);
            assertThat(take(10)).containsExactly(14L);
        }

        @Test
        void neverGoesBack() {
            offer(11);
            take(1);
            sequence.takenHandled();

            sequence.handledElsewhere(5);

            assertThat(sequence.handled()).isEqualTo(11);
        }
    }

    @Test
    void forgetsWhatComesAgainWhenTheConnectionIsLost() {
        offer(11, 12);
        take(1);
        offer(20);

        sequence.connectionLost();
        assertThat(sequence.hole()).isNull();
        sequence.takenHandled();
        assertThat(receipts).containsExactly(20L, 11L);
        assertThat(take(5)).isEmpty();

        offer(12);
        assertThat(take(5)).containsExactly(12L);
    }
}
