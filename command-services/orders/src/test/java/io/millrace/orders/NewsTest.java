package io.millrace.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.uuid.UuidCreator;
import io.millrace.runtime.http.Problem;
import io.millrace.runtime.http.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class NewsTest {

    private static final Vertx VERTX = Vertx.vertx();
    private final String brandNew = UuidCreator.getTimeOrderedEpoch().toString();
    private final String old = UuidCreator.getTimeOrderedEpoch(Instant.now().minus(Duration.ofMinutes(1)))
            .toString();

    private final AtomicInteger attempts = new AtomicInteger();

    @AfterAll
    static void closeEventLoops() {
        VERTX.close();
    }

    @Test
    void waitsForACustomerWhoIsSecondsOld() {
        assertThat(outcome(brandNew, 3, "unknown-customer")).isEqualTo("placed");
        assertThat(attempts).hasValue(3);
    }

    @Test
    void refusesAtOnceWhoeverShouldHaveBeenHeardOfLongAgo() {
        assertThat(outcome(old, 2, "unknown-customer")).isEqualTo("unknown-customer");
        assertThat(attempts).hasValue(1);
    }

    @Test
    void refusesAtOnceWhatTimeCannotHeal() {
        assertThat(outcome(brandNew, 2, "customer-closed")).isEqualTo("customer-closed");
        assertThat(attempts).hasValue(1);
    }

    @Test
    void givesUpOnSomebodyNobodyTellsOf() {
        assertThat(outcome(brandNew, Integer.MAX_VALUE, "unknown-customer")).isEqualTo("unknown-customer");
    }

    @Test
    void randomIdsHaveNoAge() {
        assertThat(News.brandNew(UUID.randomUUID().toString(), System.currentTimeMillis()))
                .isFalse();
    }

    private String outcome(String customer, int succeedsAt, String problem) {
        Future<String> outcome = News.awaited(
                        VERTX,
                        Stream.of(customer),
                        () -> attempts.incrementAndGet() >= succeedsAt
                                ? Future.succeededFuture("placed")
                                : Future.failedFuture(
                                        new ProblemException(Problem.of(problem, 422, "refused", "for a test"))))
                .otherwise(failure -> ((ProblemException) failure).problem().name());
        return outcome.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
