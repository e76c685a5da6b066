package io.millrace.kit.journal;

import static io.millrace.embedded.junit.Futures.await;
import static io.millrace.kit.journal.Entries.member;
import static io.millrace.kit.membership.MemberProcess.freshId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.contracts.CustomerEvent;
import io.millrace.contracts.CustomerEvent.CustomerRegistered;
import io.millrace.contracts.CustomerEvent.CustomerRenamed;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import io.millrace.kit.membership.Member;
import io.millrace.kit.membership.MemberCommand;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a journal promises, whatever the store is. Every store runs this; each test has a new, empty store. */
abstract class JournalContract {

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private Journal<MemberCommand, Member, CustomerEvent> journal;

    /** A journal over this test's store, as another process of the service would open it. */
    abstract Journal<MemberCommand, Member, CustomerEvent> open(int partitions);

    /** Closes every journal of this test, in good order. */
    abstract void close();

    /** Makes everything that is stored for idempotency keys look older. */
    abstract void ageKeys(int hours);

    /** What the store calls its rule that an e-mail address belongs to one member. */
    abstract String uniqueEmailRule();

    @BeforeEach
    void openJournal() {
        journal = open(4);
    }

    private long append(Entries entries) {
        return await(journal.append(entries.batch()));
    }

    private <T extends Throwable> T refused(Class<T> how, Entries entries) {
        T refusal = catchThrowableOfType(how, () -> append(entries));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    private List<EventEnvelope> all(int partition) {
        return await(journal.read(partition, 0, 10_000));
    }

    private long head(int partition) {
        return await(journal.heads()).getOrDefault(partition, -1L);
    }

    private Answer<MemberCommand, Member> ask(int partition, Set<String> ids, Set<String> keys) {
        return await(journal.ask(new Question<>(partition, ids, keys, List.of(), true)));
    }

    @Nested
    class Positions {

        @Test
        void startAtZeroInEveryPartition() {
            assertThat(await(journal.heads())).isEqualTo(Map.of(0, 0L, 1, 0L, 2, 0L, 3, 0L));
            assertThat(all(0)).isEmpty();
        }

        @Test
        void countEveryEventOfABatchInItsOrder() {
            String ann = freshId();
            String bob = freshId();
            Entries entries = Entries.in(2).joined(ann, "Ann", "ann@x").joined(bob, "Bob", "bob@x");

            assertThat(append(entries)).isZero();
            assertThat(append(Entries.in(2).renamed(bob, 1, "Bobby", "bob@x"))).isEqualTo(2);

            assertThat(all(2)).extracting(EventEnvelope::position).containsExactly(1L, 2L, 3L);
            assertThat(all(2)).extracting(EventEnvelope::aggregateId).containsExactly(ann, bob, bob);
            assertThat(head(2)).isEqualTo(3);
        }

        @Test
        void areEachPartitionsOwn() {
            append(Entries.in(0).joined(freshId(), "Ann", "ann@x"));
            append(Entries.in(3).joined(freshId(), "Bob", "bob@x"));

            assertThat(await(journal.heads())).isEqualTo(Map.of(0, 1L, 1, 0L, 2, 0L, 3, 1L));
            assertThat(all(0)).extracting(EventEnvelope::position).containsExactly(1L);
            assertThat(all(3)).extracting(EventEnvelope::position).containsExactly(1L);
        }

        @Test
        void areNotUsedUpByBatchesThatFail() {
            String ann = freshId();
            append(Entries.in(1).joined(ann, "Ann", "ann@x"));
            refused(JournalConflict.class, Entries.in(1).renamed(ann, 7, "Anne", "ann@x"));

            assertThat(append(Entries.in(1).renamed(ann, 1, "Anna", "ann@x"))).isEqualTo(1);
        }

        @Test
        void areNotUsedUpByBatchesWithoutEvents() {
            append(Entries.in(1).marked("orders", 0, 0, 5));

            assertThat(head(1)).isZero();
        }

        @Test
        void holdALargeBatch() {
            Entries entries = Entries.in(0);
            IntStream.range(0, 1000).forEach(i -> entries.joined(freshId(), "Member " + i, "member" + i + "@x"));

            append(entries);

            assertThat(all(0)).hasSize(1000);
            assertThat(all(0))
                    .extracting(EventEnvelope::id)
                    .containsExactlyElementsOf(entries.batch().events().stream()
                            .map(e -> e.id().toString())
                            .toList());
        }
    }

    @Nested
    class WhenProcessesAppendAtTheSameTime {

        private static final int PROCESSES = 3;
        private static final int BATCHES = 60;

        @Test
        void aReaderSeesEveryPositionOnceAndNeverAHole() {
            List<Future<Void>> writers = IntStream.range(0, PROCESSES)
                    .mapToObj(process -> appendAll(open(4), process, 0))
                    .toList();
            Future<Void> written = Future.join(writers).mapEmpty();

            List<EventEnvelope> seen = tail(written);

            await(written);
            long total = PROCESSES
                    * LongStream.rangeClosed(1, BATCHES).map(i -> 1 + i % 5).sum();
            assertThat(head(0)).isEqualTo(total);
            assertThat(seen)
                    .extracting(EventEnvelope::position)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, total).boxed().toList());
            assertThat(seen).extracting(EventEnvelope::id).doesNotHaveDuplicates();
        }

        /** Reads from where it is until the writers are done and there is no more, as the relay does. */
        private List<EventEnvelope> tail(Future<Void> written) {
            Journal<MemberCommand, Member, CustomerEvent> reader = open(4);
            List<EventEnvelope> seen = new ArrayList<>();
            boolean last;
            List<EventEnvelope> next;
            do {
                last = written.isComplete();
                next = await(reader.read(0, seen.size(), 17));
                seen.addAll(next);
                assertThat(seen.get(seen.size() - 1).position()).isEqualTo(seen.size());
            } while (!last || !next.isEmpty());
            return seen;
        }

        private Future<Void> appendAll(Journal<MemberCommand, Member, CustomerEvent> writer, int process, int batch) {
            if (batch == BATCHES) {
                return Future.succeededFuture();
            }
            Entries entries = Entries.in(0);
            IntStream.range(0, 1 + (batch + 1) % 5)
                    .forEach(i -> entries.joined(freshId(), "M", process + "." + batch + "." + i + "@x"));
            return writer.append(entries.batch()).compose(base -> appendAll(writer, process, batch + 1));
        }

        @Test
        void oneOfThemChangesAnAggregateAndTheOthersAreTold() {
            String ann = freshId();
            append(Entries.in(0).joined(ann, "Ann", "ann@x"));

            assertOneSucceeds(process -> Entries.in(0).renamed(ann, 1, "Ann " + process, "ann@x"));

            assertThat(head(0)).isEqualTo(2);
        }

        @Test
        void oneOfThemCreatesAnAggregateAndTheOthersAreTold() {
            String ann = freshId();

            assertOneSucceeds(process -> Entries.in(0).joined(ann, "Ann " + process, process + "@x"));

            assertThat(head(0)).isEqualTo(1);
            append(Entries.in(0).renamed(ann, 1, "Anna", "ann@x"));
        }

        private void assertOneSucceeds(IntFunction<Entries> batch) {
            List<Journal<MemberCommand, Member, CustomerEvent>> processes =
                    Stream.generate(() -> open(4)).limit(5).toList();
            List<Future<Long>> appended = IntStream.range(0, 5)
                    .mapToObj(i -> processes.get(i).append(batch.apply(i).batch()))
                    .toList();
            await(Future.join(appended).otherwiseEmpty());
            assertThat(appended).filteredOn(Future::succeeded).hasSize(1);
            assertThat(appended)
                    .filteredOn(Future::failed)
                    .allSatisfy(lost -> assertThat(lost.cause()).isInstanceOf(JournalConflict.class));
        }
    }

    /** Several at a time, by one process. */
    @Nested
    class BatchesHandedOverOneBehindTheOther {

        private List<Future<Long>> handOver(Entries... entries) {
            CompletableFuture<List<Future<Long>>> handedOver = new CompletableFuture<>();
            journal.home(0)
                    .runOnContext(here -> handedOver.complete(Stream.of(entries)
                            .map(each -> journal.append(each.batch()))
                            .toList()));
            List<Future<Long>> appends = handedOver.join();
            await(Future.join(appends).otherwiseEmpty());
            return appends;
        }

        private Entries joins(String name) {
            return Entries.in(0).joined(freshId(), name, name + "@x");
        }

        @Test
        void areCommittedInTheirOrder() {
            Entries[] all = IntStream.range(0, 20).mapToObj(i -> joins("M" + i)).toArray(Entries[]::new);

            List<Future<Long>> appends = handOver(all);

            assertThat(appends)
                    .extracting(Future::result)
                    .containsExactlyElementsOf(LongStream.range(0, 20).boxed().toList());
            assertThat(all(0))
                    .extracting(EventEnvelope::id)
                    .containsExactlyElementsOf(Stream.of(all)
                            .map(each -> each.event(0).id().toString())
                            .toList());
        }

        @Test
        void areCommittedInTheirOrderWhoeverElseWrites() {
            Journal<MemberCommand, Member, CustomerEvent> other = open(4);
            List<Future<Long>> others = IntStream.range(0, 20)
                    .mapToObj(i -> other.append(joins("Other" + i).batch()))
                    .toList();

            List<Future<Long>> appends = handOver(
                    IntStream.range(0, 20).mapToObj(i -> joins("M" + i)).toArray(Entries[]::new));

            assertThat(appends).extracting(Future::result).isSorted().doesNotContainNull();
            await(Future.join(others));
            assertThat(all(0))
                    .extracting(EventEnvelope::position)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 40).boxed().toList());
        }

        @Test
        void areCommittedBehindOneWithoutEvents() {
            List<Future<Long>> appends =
                    handOver(joins("Ann"), Entries.in(0).marked("orders", 0, 0, 5), joins("Bob"), joins("Eve"));

            assertThat(appends).extracting(Future::result).containsExactly(0L, 1L, 1L, 2L);
        }

        @Test
        void failWithTheOneAheadThatWasDecidedOnTheWrongState() {
            assertAllFail(JournalConflict.class, Entries.in(0).renamed(freshId(), 7, "Anna", "ann@x"));
        }

        @Test
        void failWithTheOneAheadThatARuleForbids() {
            append(joins("Ann"));

            assertAllFail(ConstraintViolation.class, Entries.in(0).joined(freshId(), "Ann", "Ann@x"));
        }

        @Test
        void failWithTheOneAheadThatHasNoEvents() {
            append(Entries.in(0).marked("orders", 0, 0, 5));

            assertAllFail(JournalConflict.class, Entries.in(0).marked("orders", 0, 0, 7));
        }

        private void assertAllFail(Class<? extends Throwable> how, Entries first) {
            long before = head(0);
            Entries follower = joins("Bob");

            List<Future<Long>> appends = handOver(joins("Zoe"), first, follower, joins("Eve"));

            assertThat(appends.get(0).result()).isEqualTo(before);
            assertThat(appends.get(1).cause()).isInstanceOf(how);
            assertThat(appends.subList(2, 4)).extracting(Future::cause).hasOnlyElementsOfType(JournalConflict.class);
            assertThat(head(0)).isEqualTo(before + 1);
            assertThat(append(follower)).isEqualTo(before + 1);
        }
    }

    @Nested
    class ABatchThatCannotBeWritten {

        private final String ann = freshId();
        private final String bob = freshId();

        @BeforeEach
        void known() {
            append(Entries.in(0)
                    .joined(ann, "Ann", "ann@x")
                    .answered("taken", "p", ann, 1, "{}")
                    .marked("orders", 1, 0, 10));
        }

        /** Everything that a batch can hold; the spoiler is what makes it fail. */
        private Entries withEverything() {
            return Entries.in(0)
                    .joined(bob, "Bob", "bob@x")
                    .answered("fresh", "p", bob, 1, "{}")
                    .marked("catalog", 0, 0, 3);
        }

        private void assertNothingWritten() {
            Answer<MemberCommand, Member> answer = ask(0, Set.of(ann, bob), Set.of("fresh", "taken"));
            assertThat(answer.states()).isEqualTo(Map.of(ann, new Versioned<>(member("Ann", "ann@x"), 1)));
            assertThat(answer.responses()).containsOnlyKeys("taken");
            assertThat(answer.marks()).isEqualTo(Map.of("orders/1", 10L));
            assertThat(answer.head()).isEqualTo(1);
            assertThat(all(0)).hasSize(1);
        }

        @Test
        void becauseAnAggregateHasMovedOn() {
            refused(JournalConflict.class, withEverything().renamed(ann, 2, "Anna", "ann@x"));

            assertNothingWritten();
        }

        @Test
        void becauseAnAggregateDoesNotExist() {
            refused(JournalConflict.class, withEverything().renamed(freshId(), 1, "Eve", "eve@x"));

            assertNothingWritten();
        }

        @Test
        void becauseANewAggregateExists() {
            refused(JournalConflict.class, withEverything().joined(ann, "Ann", "other@x"));

            assertNothingWritten();
        }

        @Test
        void becauseANewAggregateWasCreatedBeforeTheProcessBegan() {
            close();
            openJournal();

            refused(JournalConflict.class, withEverything().joined(ann, "Ann", "other@x"));

            assertNothingWritten();
        }

        @Test
        void becauseANewAggregateExistsAndHoldsWhatItWants() {
            close();
            openJournal();

            refused(JournalConflict.class, withEverything().joined(ann, "Ann", "ann@x"));

            assertNothingWritten();
        }

        @Test
        void becauseAKeyWasUsedByAnotherProcess() {
            refused(JournalConflict.class, withEverything().answered("taken", "p", bob, 1, "{}"));

            assertNothingWritten();
        }

        @Test
        void becauseAnInboxMarkHasMovedOn() {
            refused(JournalConflict.class, withEverything().marked("orders", 1, 9, 12));

            assertNothingWritten();
        }

        @Test
        void becauseAnInboxMarkExists() {
            refused(JournalConflict.class, withEverything().marked("orders", 1, 0, 12));

            assertNothingWritten();
        }

        @Test
        void becauseARuleForbidsItWhichIsNamed() {
            ConstraintViolation violation =
                    refused(ConstraintViolation.class, withEverything().joined(freshId(), "Eve", "ann@x"));

            assertThat(violation.constraint()).isEqualTo(uniqueEmailRule());
            assertNothingWritten();
        }
    }

    @Nested
    class Answers {

        @Test
        void tellTheStatesThatExist() {
            String ann = freshId();
            String bob = freshId();
            append(Entries.in(0).joined(ann, "Ann", "ann@x").joined(bob, "Bob", "bob@x"));
            append(Entries.in(0).renamed(bob, 1, "Bobby", "bob@x"));

            Answer<MemberCommand, Member> answer = ask(0, Set.of(ann, bob, freshId()), Set.of());

            assertThat(answer.states())
                    .isEqualTo(Map.of(
                            ann, new Versioned<>(member("Ann", "ann@x"), 1),
                            bob, new Versioned<>(member("Bobby", "bob@x"), 2)));
            assertThat(answer.head()).isEqualTo(3);
        }

        @Test
        void keepTextExactly() {
            String id = freshId();
            String name = "Zoë \"Zo\" O’Néill\\\t\n👩🏽‍🚀 שלום \u0301 {}, $1";
            append(Entries.in(0).joined(id, name, "zoe@x"));

            assertThat(ask(0, Set.of(id), Set.of()).states())
                    .containsEntry(id, new Versioned<>(member(name, "zoe@x"), 1));
        }
    }

    @Nested
    class IdempotencyKeys {

        private final String ann = freshId();

        @Test
        void keepTheResponseWithThePositionOfTheirOwnEvents() {
            append(Entries.in(0).joined(freshId(), "Eve", "eve@x"));
            append(Entries.in(0)
                    .joined(ann, "Ann", "ann@x")
                    .answered("first", "hash", ann, 1, "{\"name\":\"Änn\"}")
                    .joined(freshId(), "Bob", "bob@x"));

            assertThat(ask(1, Set.of(), Set.of("first", "second")).responses())
                    .isEqualTo(Map.of("first", new StoredResponse("hash", ann, 1, 0, 2, "{\"name\":\"Änn\"}")));
        }

        @Test
        void areForgottenAfterADayAndMayThenBeUsedAgain() {
            append(Entries.in(0).joined(ann, "Ann", "ann@x").answered("key", "old", ann, 1, "old"));

            ageKeys(23);
            assertThat(ask(0, Set.of(), Set.of("key")).responses()).containsOnlyKeys("key");
            ageKeys(2);
            assertThat(ask(0, Set.of(), Set.of("key")).responses()).isEmpty();

            append(Entries.in(0).renamed(ann, 1, "Anna", "ann@x").answered("key", "new", ann, 2, "new"));
            assertThat(ask(0, Set.of(), Set.of("key")).responses())
                    .isEqualTo(Map.of("key", new StoredResponse("new", ann, 2, 0, 2, "new")));
        }

        @Test
        void mayBeStoredForACommandThatChangedNothing() {
            append(Entries.in(0).joined(ann, "Ann", "ann@x"));

            append(Entries.in(0).answered("key", "hash", ann, 1, "same"));

            assertThat(ask(0, Set.of(), Set.of("key")).responses())
                    .isEqualTo(Map.of("key", new StoredResponse("hash", ann, 1, 0, 1, "same")));
        }
    }

    @Nested
    class InboxMarks {

        @Test
        void moveOnFromWhereTheyWere() {
            append(Entries.in(0).marked("orders", 1, 0, 10).marked("catalog", 1, 0, 4));
            append(Entries.in(0).marked("orders", 1, 10, 12).marked("orders", 2, 0, 7));

            assertThat(ask(0, Set.of(), Set.of()).marks())
                    .isEqualTo(Map.of("orders/1", 12L, "orders/2", 7L, "catalog/1", 4L));
        }

        @Test
        void areEachLanesOwn() {
            append(Entries.in(0).marked("orders", 1, 0, 10));
            append(Entries.in(1).marked("orders", 1, 0, 3));

            assertThat(ask(0, Set.of(), Set.of()).marks()).isEqualTo(Map.of("orders/1", 10L));
            assertThat(ask(1, Set.of(), Set.of()).marks()).isEqualTo(Map.of("orders/1", 3L));
        }

        @Test
        void areMovedByOneOfTwoProcesses() {
            Journal<MemberCommand, Member, CustomerEvent> other = open(4);
            Future<Long> one =
                    journal.append(Entries.in(0).marked("orders", 1, 0, 10).batch());
            Future<Long> two =
                    other.append(Entries.in(0).marked("orders", 1, 0, 8).batch());
            Future.join(one, two)
                    .otherwiseEmpty()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();

            assertThat(List.of(one, two))
                    .filteredOn(Future::failed)
                    .singleElement()
                    .satisfies(lost -> assertThat(lost.cause()).isInstanceOf(JournalConflict.class));
        }

        @Test
        void areToldOnlyWhenAskedFor() {
            append(Entries.in(0).marked("orders", 1, 0, 10));

            assertThat(await(journal.ask(new Question<>(0, Set.of(), Set.of(), List.of(), false)))
                            .marks())
                    .isEmpty();
        }
    }

    @Nested
    class Reading {

        @Test
        void goesOnAfterAPositionUpToALimit() {
            Entries entries = Entries.in(0);
            IntStream.range(0, 25).forEach(i -> entries.joined(freshId(), "M", i + "@x"));
            append(entries);

            assertThat(await(journal.read(0, 7, 10)))
                    .extracting(EventEnvelope::position)
                    .containsExactly(8L, 9L, 10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L);
            assertThat(await(journal.read(0, 20, 10))).hasSize(5);
            assertThat(await(journal.read(0, 25, 10))).isEmpty();
            assertThat(await(journal.read(1, 0, 10))).isEmpty();
        }

        @Test
        void givesEveryEventAsItWasDecided() {
            String ann = freshId();
            String name = "Zoë \"Zo\" O’Néill\\\t\n👩🏽‍🚀 שלום \u0301 \u0000 </script>";
            CustomerRegistered registered = new CustomerRegistered(ann, name, "", "zoe@x");
            CustomerRenamed renamed = new CustomerRenamed(ann, "Zoë", "Smith");
            Entries entries = Entries.in(3).event(ann, 1, registered, null).event(ann, 2, renamed, TRACE);
            append(entries);

            List<EventEnvelope> read = all(3);

            assertThat(read)
                    .containsExactly(
                            envelope(entries, 0, ann, 1, "CustomerRegistered.v2", null, registered),
                            envelope(entries, 1, ann, 2, "CustomerRenamed.v1", TRACE, renamed));
            assertThat(EventTypes.decode(read.get(0))).contains(registered);
            assertThat(EventTypes.decode(read.get(1))).contains(renamed);
        }

        private EventEnvelope envelope(
                Entries entries,
                int index,
                String id,
                long version,
                String type,
                @Nullable String trace,
                CustomerEvent event) {
            return new EventEnvelope(
                    entries.event(index).id().toString(),
                    journal.source(),
                    3,
                    index + 1,
                    id,
                    version,
                    type,
                    Entries.NOON,
                    trace,
                    EventTypes.encode(event));
        }
    }

    @Nested
    class PublishedMarks {

        @Test
        void startAtZeroAndNeverGoBack() {
            assertThat(await(journal.published())).isEqualTo(Map.of(0, 0L, 1, 0L, 2, 0L, 3, 0L));

            await(journal.markPublished(Map.of(0, 10L, 2, 20L)));
            await(journal.markPublished(Map.of(0, 4L, 2, 21L)));

            assertThat(await(open(4).published())).isEqualTo(Map.of(0, 10L, 1, 0L, 2, 21L, 3, 0L));
        }
    }

    @Nested
    class Partitions {

        @Test
        void areFixedWhenTheStoreIsCreated() {
            Journal<MemberCommand, Member, CustomerEvent> asksForMore = open(16);

            assertThat(asksForMore.partitions()).isEqualTo(4);
            assertThat(await(asksForMore.heads())).containsOnlyKeys(0, 1, 2, 3);
        }
    }

    @Nested
    class ClosedAndOpenedAgain {

        @Test
        void goesOnWhereItEnded() {
            String ann = freshId();
            append(Entries.in(0).joined(ann, "Ann", "ann@x").marked("orders", 1, 0, 10));
            append(Entries.in(0).renamed(ann, 1, "Anna", "ann@x"));
            close();

            journal = open(4);

            assertThat(head(0)).isEqualTo(2);
            Answer<MemberCommand, Member> answer = ask(0, Set.of(ann), Set.of());
            assertThat(answer.states()).isEqualTo(Map.of(ann, new Versioned<>(member("Anna", "ann@x"), 2)));
            assertThat(answer.marks()).isEqualTo(Map.of("orders/1", 10L));
            assertThat(append(Entries.in(0).joined(freshId(), "Bob", "bob@x"))).isEqualTo(2);
            assertThat(all(0)).extracting(EventEnvelope::position).containsExactly(1L, 2L, 3L);
        }
    }
}
