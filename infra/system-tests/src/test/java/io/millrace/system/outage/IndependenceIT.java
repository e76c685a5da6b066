package io.millrace.system.outage;

import static java.util.Objects.requireNonNull;

import io.millrace.system.check.Checker;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kills each part of a system in turn, uses everything else meanwhile, and starts it again. {@code millrace.outage.rounds}
 * says how often, {@code millrace.outage.seed} repeats a run.
 */
@Tag("own-servers")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IndependenceIT {

    private static final int TIMES = Integer.getInteger("millrace.outage.rounds", 1);
    private static final long SEED = Long.getLong("millrace.outage.seed", System.nanoTime());
    private static final int USES = 2;

    private static @Nullable Town built;

    @BeforeAll
    static void build(@TempDir Path folder) {
        System.out.println("millrace.outage.seed " + SEED);
        built = Town.start(folder);
    }

    @AfterAll
    static void leave() {
        if (built != null) {
            built.close();
        }
    }

    @ParameterizedTest(name = "while {0} is dead")
    @EnumSource
    void everythingElseGoesOnAndAllIsExactAfterwards(Part part) throws Exception {
        Town town = requireNonNull(built);
        Visitor visitor = new Visitor(town, new Random(SEED ^ part.name().hashCode()));
        Checker checker = new Checker(town::store, town::address);
        visitor.settle();
        for (int time = 1; time <= TIMES; time++) {
            town.kill(part);
            try {
                for (int use = 0; use < USES; use++) {
                    visitor.round(part);
                }
            } finally {
                town.start(part);
            }
            visitor.repeatUnanswered();
            visitor.round(null);
            System.out.println(part + " " + time + ": " + checker.verify(visitor.takeAcknowledged()));
        }
    }
}
