package io.millrace.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.EventEnvelope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** Whatever the broker, the handler and other processes do: each event once, in order, and finally all. */
class PartitionSequencePropertyTest {
    private static final int EVENTS = 40;

    enum Kind {
        /** A message arrives: events from {@code a}, {@code b} of them; may repeat, overtake or leave out others. */
        MESSAGE,
        TAKE,
        /** The handler's effect and checkpoint are in the store, but its process does not know yet. */
        STORED,
        HANDLED,
        FAILED,
        /** What was unacknowledged comes again, in the order that {@code a} says. */
        RECONNECT,
        /** Another process handles up to {@code b} events after the checkpoint. */
        ELSEWHERE,
        /** The owner is asked what is missing. */
        REPLAY,
        HEAD
    }

    record Step(Kind kind, int a, int b) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just(Kind.MESSAGE)),
                Tuple.of(3, Arbitraries.just(Kind.TAKE)),
                Tuple.of(3, Arbitraries.just(Kind.HANDLED)),
                Tuple.of(3, Arbitraries.of(Kind.class)));
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(1, EVENTS),
                        Arbitraries.integers().between(0, 8))
                .as(Step::new)
                .list()
                .ofMaxSize(80);
    }

    @Property(tries = 5_000)
    void everyEventOnceInOrderAndFinallyAll(
            @ForAll("steps") List<Step> steps, @ForAll @IntRange(max = 12) int maxHeld) {
        World world = new World(maxHeld);
        steps.forEach(world::step);

        world.recover();

        assertThat(world.checkpoint).isEqualTo(EVENTS);
        assertThat(world.effects).isEqualTo(Store.upTo(EVENTS));
        assertThat(world.sequence.hole()).isNull();
        assertThat(world.unacknowledged()).isEmpty();
    }

    /** The broker, the store and the owner around one sequence. */
    private static final class World {
        private final PartitionSequence sequence;
        private final List<Long> effects = new ArrayList<>();
        private final List<Message> messages = new ArrayList<>();
        private List<EventEnvelope> taken = List.of();
        private boolean stored;
        private long checkpoint;
        private int channel;

        World(int maxHeld) {
            sequence = new PartitionSequence(0, maxHeld);
        }

        /** Unacknowledged until each of its events has been receipted over the present channel. */
        private static final class Message {
            private final long from;
            private final int count;
            private final Set<Long> receipted = new HashSet<>();

            Message(long from, int count) {
                this.from = from;
                this.count = count;
            }
        }

        void step(Step step) {
            switch (step.kind()) {
                case MESSAGE -> arrive(new Message(step.a(), Math.min(step.b(), EVENTS - step.a() + 1)));
                case TAKE -> take(step.b());
                case STORED -> store();
                case HANDLED -> handle(true);
                case FAILED -> handle(false);
                case RECONNECT -> reconnect(step.a());
                case ELSEWHERE -> elsewhere(step.b());
                case REPLAY -> replay(step.b());
                case HEAD -> sequence.exists(step.a());
                default -> throw new IllegalStateException();
            }
        }

        private void arrive(Message message) {
            if (message.count > 0) {
                messages.add(message);
                deliver(message);
            }
        }

        private void deliver(Message message) {
            int over = channel;
            for (int i = 0; i < message.count; i++) {
                long position = message.from + i;
                sequence.offer(Owner.event("orders", 0, position), () -> {
                    if (over == channel) {
                        assertThat(message.receipted.add(position)).isTrue();
                    }
                });
            }
        }

        private void take(int max) {
            List<EventEnvelope> batch = sequence.take(max);
            if (!batch.isEmpty()) {
                assertThat(taken).isEmpty();
                assertThat(batch.get(0).position()).isEqualTo(sequence.handled() + 1);
                taken = batch;
            }
        }

        /** The store refuses what does not continue its checkpoint, as a guarded write does. */
        private void store() {
            if (!stored && !taken.isEmpty() && taken.get(0).position() == checkpoint + 1) {
                taken.forEach(event -> effects.add(event.position()));
                checkpoint += taken.size();
                stored = true;
            }
        }

        private void handle(boolean works) {
            if (taken.isEmpty()) {
                return;
            }
            if (works) {
                store();
            }
            if (works && stored) {
                sequence.takenHandled();
            } else {
                sequence.handledElsewhere(checkpoint);
                sequence.takenFailed();
            }
            taken = List.of();
            stored = false;
        }

        private void reconnect(int seed) {
            channel++;
            sequence.connectionLost();
            List<Message> again = unacknowledged();
            messages.clear();
            Collections.shuffle(again, new Random(seed));
            again.forEach(message -> arrive(new Message(message.from, message.count)));
        }

        private void elsewhere(int count) {
            for (int i = 0; i < count && checkpoint < EVENTS; i++) {
                effects.add(++checkpoint);
            }
        }

        private void replay(int limit) {
            sequence.handledElsewhere(checkpoint);
            Hole hole = sequence.hole();
            if (hole != null) {
                for (long position = hole.from(); position < hole.from() + limit && position <= EVENTS; position++) {
                    sequence.offer(Owner.event("orders", 0, position), Receipt.NONE);
                }
            }
        }

        List<Message> unacknowledged() {
            return new ArrayList<>(messages.stream()
                    .filter(message -> message.receipted.size() < message.count)
                    .toList());
        }

        /** Everything works from now on: the head is known, holes are filled, the handler succeeds. */
        void recover() {
            handle(true);
            for (int round = 0; round < 2 * EVENTS && checkpoint < EVENTS; round++) {
                sequence.exists(EVENTS);
                replay(EVENTS);
                take(EVENTS);
                handle(true);
            }
            sequence.handledElsewhere(checkpoint);
        }
    }
}
