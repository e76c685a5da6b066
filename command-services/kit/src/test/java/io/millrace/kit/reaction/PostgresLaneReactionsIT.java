package io.millrace.kit.reaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.junit.Futures;
import io.millrace.embedded.junit.PostgresServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.membership.HeldPartition;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@WithInfrastructure
@WithVertx
class PostgresLaneReactionsIT extends LaneReactionsContract {

    PostgresLaneReactionsIT(Vertx vertx, PostgresServer postgres) {
        super(vertx, postgres.freshUri("members"));
    }

    @Nested
    class AfterACrashWhileOneLaneIsHeldUp {

        @Test
        void betweenOneLaneAndAnotherTheRestIsMadeUpFor() {
            Future<Void> crashed;
            try (HeldPartition held = HeldPartition.hold(other, 1)) {
                crashed = reactions.handle(deliveries.of(1, 10));
                await().until(() -> !effects(0).isEmpty());
                held.breakOne();
                await().until(crashed::isComplete);
            }
            assertThat(crashed.failed()).isTrue();
            assertThat(effects(1)).isEmpty();
            assertThat(checkpoint()).isZero();

            Futures.await(others.handle(deliveries.of(1, 10)));

            assertOnceUpTo(10);
        }
    }
}
