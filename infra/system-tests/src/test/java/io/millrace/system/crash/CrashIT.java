package io.millrace.system.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.system.check.Acknowledged;
import io.millrace.system.check.Checker;
import io.millrace.system.check.Sender;
import io.millrace.system.check.Sent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a whole system amid a burst of commands, again and again on the same data. {@code millrace.crash.rounds} and
 * {@code millrace.crash.seed} change how often and repeat a run.
 */
@Tag("own-servers")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CrashIT {

    private static final int ROUNDS = Integer.getInteger("millrace.crash.rounds", 10);
    private static final long SEED = Long.getLong("millrace.crash.seed", System.nanoTime());
    private static final Duration SETTLE = Duration.ofSeconds(40);

    private final Burst burst = new Burst();
    private final Random random = new Random(SEED);
    private int checked;

    @Test
    void losesNothingThatWasAcknowledgedAndRepeatsNothing(@TempDir Path folder) throws Exception {
        System.out.println("millrace.crash.seed " + SEED);
        Path data = folder.resolve("data");
        ForkedDemo demo = ForkedDemo.start(data);
        try {
            for (int round = 1; round <= ROUNDS; round++) {
                killAmidABurst(demo);
                demo = ForkedDemo.start(data);
                repeatUnanswered(demo);
                System.out.println("round " + round + ": " + verify(demo));
            }
            assertThat(demo.terminate()).as(demo.output()).isZero();
        } finally {
            demo.close();
        }
    }

    private void killAmidABurst(ForkedDemo demo) throws InterruptedException {
        burst.start(demo, random);
        int moment = checked + 5 + random.nextInt(60);
        await("enough answers")
                .atMost(SETTLE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> burst.acknowledged().size() >= moment);
        burst.expectKill();
        demo.kill();
        burst.await();
    }

    /**
     * Whether such a command was carried out is unknown; with its key, sent again, it is carried out once. What is refused is
     * not kept with the key: orders may hear of a product between one try and the next.
     */
    private void repeatUnanswered(ForkedDemo demo) throws IOException {
        Sender sender = new Sender(demo::address);
        for (Sent sent : burst.takeUnanswered()) {
            Optional<Acknowledged> first = sender.send(sent);
            Optional<Acknowledged> second = sender.send(sent);
            first.ifPresent(answer -> assertThat(second.map(Acknowledged::body))
                    .as(sent.toString())
                    .hasValue(answer.body()));
            second.ifPresent(burst::note);
        }
    }

    private String verify(ForkedDemo demo) throws Exception {
        List<Acknowledged> acknowledged = burst.acknowledged();
        String compared =
                new Checker(demo::store, demo::address).verify(acknowledged.subList(checked, acknowledged.size()));
        checked = acknowledged.size();
        return checked + " commands acknowledged, " + compared;
    }
}
