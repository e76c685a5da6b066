package io.millrace.query.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StepsTest {

    private static final int MANY = 1_000_000;

    private final AtomicInteger count = new AtomicInteger();

    private boolean more() {
        return count.incrementAndGet() < MANY;
    }

    @Test
    void takeNoStackWhenTheyAreDoneAtOnce() {
        Outcomes.of(Steps.whileMore(() -> Future.succeededFuture(more())));

        assertThat(count).hasValue(MANY);
    }

    @Test
    void takeNoStackWhenTheyAreDoneLater() {
        Queue<Promise<Boolean>> waiting = new ArrayDeque<>();
        Future<Void> end = Steps.whileMore(() -> {
            Promise<Boolean> step = Promise.promise();
            waiting.add(step);
            return step.future();
        });
        for (Promise<Boolean> step = waiting.poll(); step != null; step = waiting.poll()) {
            step.complete(more());
        }

        Outcomes.of(end);
        assertThat(count).hasValue(MANY);
    }

    @Test
    void endWithTheFirstThatFailsOrThrows() {
        assertThat(Steps.whileMore(() -> Future.failedFuture("no")).cause()).hasMessage("no");
        assertThat(Steps.whileMore(() -> {
                            throw new IllegalStateException("never");
                        })
                        .cause())
                .hasMessage("never");
    }
}
