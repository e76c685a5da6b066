package io.millrace.kit.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.EventEnvelope;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CommittedTailTest {

    private final CommittedTail tail = new CommittedTail();

    private static List<EventEnvelope> events(long from, long to) {
        return LongStream.rangeClosed(from, to)
                .mapToObj(position -> event(position, "{}"))
                .toList();
    }

    private static EventEnvelope event(long position, String data) {
        return new EventEnvelope(
                "id-" + position, "customers", 0, position, "ann", position, "X.v1", Instant.EPOCH, null, data);
    }

    private List<Long> after(long position, int limit) {
        return tail.after(position, limit).stream().map(EventEnvelope::position).toList();
    }

    @Test
    void hasWhatFollowsAPosition() {
        tail.add(events(5, 6));
        tail.add(events(7, 9));

        assertThat(after(4, 3)).containsExactly(5L, 6L, 7L);
        assertThat(after(4, 100)).containsExactly(5L, 6L, 7L, 8L, 9L);
        assertThat(after(7, 100)).containsExactly(8L, 9L);
        assertThat(after(9, 100)).isEmpty();
    }

    @Test
    void hasNothingWhereOthersHaveWrittenBefore() {
        tail.add(events(5, 6));

        assertThat(after(3, 100)).isEmpty();
        assertThat(after(4, 100)).containsExactly(5L, 6L);
    }

    @Test
    void forgetsWhatWasBeforeAHole() {
        tail.add(events(5, 6));
        tail.add(events(8, 9));

        assertThat(after(4, 100)).isEmpty();
        assertThat(after(7, 100)).containsExactly(8L, 9L);
    }

    @Test
    void forgetsEverythingBeforeItBecomesTooMuch() {
        tail.add(events(1, 2_000));
        tail.add(events(2_001, 2_001));
        assertThat(after(0, 100)).isEmpty();

        String half = "x".repeat(1 << 19);
        tail.add(List.of(event(2_002, half), event(2_003, half), event(2_004, "x")));
        assertThat(after(2_001, 100)).isEmpty();

        tail.add(events(2_005, 2_005));
        assertThat(after(2_004, 100)).containsExactly(2_005L);
    }

    @Test
    void hasRoomAgainForWhatIsPublished() {
        for (long position = 1; position <= 10_000; position += 1_000) {
            tail.add(events(position, position + 999));
            assertThat(after(position - 1, 1_000)).hasSize(1_000);
        }
    }
}
