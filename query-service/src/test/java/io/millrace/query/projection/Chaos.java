package io.millrace.query.projection;

import io.millrace.contracts.EventEnvelope;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Several processes apply the same journals to the same documents at the same time, in batches cut anywhere, in any order of
 * partitions; steps of the store interleave, fail, or take effect although they seem to fail; processes die anywhere; and the
 * store now and then loses its connections and what was written last. Ends when the checkpoint covers everything.
 */
final class Chaos {

    private static final int TROUBLES = 60;
    private static final int MOST_STEPS = 200_000;
    private static final int MOST_TIMES_BACK = 3;

    private final Random random;
    private final List<Projection> builds;
    private final Map<String, List<EventEnvelope>> journals = new HashMap<>();
    private final MemoryDocumentStore store;
    private final List<Instance> processes = new ArrayList<>();
    private int troubles = TROUBLES;
    private int timesBack = MOST_TIMES_BACK;
    private Runnable goBack = () -> {};

    Chaos(Projection projection, Journals all, int processCount, Random random) {
        this(List.of(projection), all, processCount, random);
    }

    /** Of several builds of one projection, every process runs one; they also try dead letters again, whenever they like. */
    Chaos(List<Projection> builds, Journals all, int processCount, Random random) {
        this.random = random;
        this.builds = builds;
        Projection projection = builds.get(0);
        this.store = new MemoryDocumentStore(projection.version());
        all.byPartition().forEach((partition, events) -> {
            if (projection.sources().contains(events.get(0).source())) {
                journals.put(partition, events);
            }
        });
        for (int i = 0; i < processCount; i++) {
            processes.add(new Instance());
        }
    }

    MemoryDocumentStore run() {
        for (int step = 0; !done(); step++) {
            if (step == MOST_STEPS) {
                throw new AssertionError("no end in sight");
            }
            if (random.nextInt(100) == 0) {
                goBack = store.remember();
            } else if (timesBack > 0 && random.nextInt(150) == 0) {
                timesBack--;
                goBack.run();
                processes.forEach(Instance::loseConnections);
            }
            int chosen = random.nextInt(processes.size());
            Instance instance = processes.get(chosen);
            if (instance.behindTheStore && instance.steps.isEmpty()) {
                processes.set(chosen, new Instance());
            } else if (instance.steps.isEmpty()) {
                instance.applySomething();
            } else if (trouble()) {
                instance.takeSomeStep(random.nextBoolean(), false);
                if (random.nextInt(3) == 0) {
                    processes.set(chosen, new Instance());
                }
            } else {
                instance.takeSomeStep(true, true);
            }
        }
        return store;
    }

    private boolean trouble() {
        return troubles > 0 && random.nextInt(12) == 0 && troubles-- > 0;
    }

    private boolean done() {
        Checkpoint stored = Outcomes.of(store.loadCheckpoint());
        Map<String, Long> ends = new HashMap<>();
        journals.forEach((partition, events) -> ends.put(partition, (long) events.size()));
        return stored.covers(ends);
    }

    private final class Instance implements MemoryDocumentStore.Gate {
        private final List<Step<?>> steps = new ArrayList<>();
        private boolean behindTheStore;
        private final ProjectionWriter writer =
                Writers.over(builds.get(random.nextInt(builds.size())), store.through(this));

        @Override
        public <T> Future<T> take(Supplier<T> action) {
            Step<T> step = new Step<>(action, Promise.promise());
            steps.add(step);
            return step.answer.future();
        }

        /** The next events of some partitions, after what this instance believes the checkpoint to be, or stored. */
        void applySomething() {
            if (random.nextInt(4) == 0) {
                noticing(writer.refresh());
                return;
            }
            if (builds.size() > 1 && random.nextInt(4) == 0) {
                noticing(new Resubmitter(writer).all(() -> false));
                return;
            }
            Checkpoint known = writer.checkpoint();
            List<EventEnvelope> events = new ArrayList<>();
            journals.forEach((partition, journal) -> {
                int next = (int) known.position(partition);
                int end = Math.min(journal.size(), next + (random.nextBoolean() ? 0 : 1 + random.nextInt(7)));
                events.addAll(journal.subList(Math.min(next, end), end));
            });
            noticing(writer.apply(events));
        }

        private void noticing(Future<?> done) {
            done.onFailure(failure -> behindTheStore |= failure instanceof StoreWentBackException);
        }

        void loseConnections() {
            List<Step<?>> lost = List.copyOf(steps);
            steps.clear();
            lost.forEach(step -> step.take(false, false));
        }

        void takeSomeStep(boolean effect, boolean answer) {
            steps.remove(random.nextInt(steps.size())).take(effect, answer);
        }
    }

    private record Step<T>(Supplier<T> action, Promise<T> answer) {
        void take(boolean effect, boolean answered) {
            Future<T> outcome =
                    effect ? Future.succeededFuture().map(now -> action.get()) : Future.failedFuture("store failed");
            if (answered) {
                outcome.onComplete(answer);
            } else {
                answer.fail("answer lost");
            }
        }
    }
}
