package io.millrace.query.projection;

import static io.millrace.query.projection.Orders.CUSTOMERS;
import static io.millrace.query.projection.Orders.ORDERS;
import static io.millrace.query.projection.Orders.placed;
import static io.millrace.query.projection.Orders.registered;
import static io.millrace.query.projection.Orders.renamed;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.CustomerEvent.CustomerClosed;
import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent.OrderCancelled;
import io.millrace.contracts.OrderEvent.OrderPlaced;
import io.millrace.query.projection.Orders.Bugs;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** One bad event stops nobody else, and is nowhere lost. */
class DeadLettersTest {

    private final Journals journals = new Journals(1);
    private final MemoryDocumentStore store = new MemoryDocumentStore(1);
    private final ProjectionWriter buggy = writer(new Bugs(Set.of("cannot close"), Set.of("Unshowable")));
    private final ProjectionWriter fixed = writer(Bugs.NONE);

    private ProjectionWriter writer(Bugs bugs) {
        return Writers.over(Orders.declare(1, bugs), store);
    }

    private void apply(ProjectionWriter through, Event... events) {
        List<EventEnvelope> happened = List.of(events).stream()
                .map(event -> journals.happened(Instant.EPOCH, event))
                .toList();
        Outcomes.of(through.refresh().compose(ready -> through.apply(happened)));
    }

    private Resubmission resubmitAll(ProjectionWriter through) {
        return Outcomes.of(through.refresh().compose(ready -> new Resubmitter(through).all(() -> false)));
    }

    private List<String> parked() {
        return store.letters().all().stream()
                .map(letter -> letter.event().type() + " " + letter.document() + (letter.follows() ? " follows" : ""))
                .toList();
    }

    private Document customer(String id) {
        return store.documents(CUSTOMERS).getOrDefault(id, Document.absent(id));
    }

    private Document order(String id) {
        return orders().getOrDefault(id, Document.absent(id));
    }

    private Map<String, Document> orders() {
        return store.documents(ORDERS);
    }

    @Test
    void whatFollowsForTheDocumentIsParkedTooAndAllElseFlows() {
        apply(buggy, registered("ada", "Lovelace"), registered("bob", "Boole"));
        apply(buggy, new CustomerClosed("ada"), renamed("ada", "King"), renamed("bob", "B."), placed("one", "ada"));
        apply(buggy, renamed("ada", "Byron"), renamed("bob", "George"), placed("two", "bob"));

        assertThat(parked())
                .containsExactly(
                        "CustomerClosed.v1 customers/ada",
                        "CustomerRenamed.v1 customers/ada follows",
                        "CustomerRenamed.v1 customers/ada follows");
        assertThat(customer("ada").text("name")).isEqualTo("Lovelace");
        assertThat(customer("bob").text("name")).isEqualTo("George");
        assertThat(order("one").text("name")).isEqualTo("Lovelace");
        assertThat(order("two").text("name")).isEqualTo("George");
        assertThat(Outcomes.of(store.loadCheckpoint()).deadLetters()).isEqualTo(3);
    }

    @Test
    void aLetterTellsWhatWasThrownAndWhere() {
        apply(buggy, registered("ada", "Lovelace"), new CustomerClosed("ada"));

        assertThat(store.letters().all().get(0).error())
                .startsWith(
                        "java.lang.IllegalStateException: cannot close at io.millrace.query.projection.Orders$Bugs");
    }

    @Test
    void theFixedBuildTakesThemInInOrder() {
        apply(buggy, registered("ada", "Lovelace"), placed("one", "ada"), new CustomerClosed("ada"));
        apply(buggy, renamed("ada", "King"), renamed("ada", "Byron"));

        assertThat(resubmitAll(buggy)).isEqualTo(new Resubmission(0, 3));
        assertThat(resubmitAll(fixed)).isEqualTo(new Resubmission(3, 0));

        assertThat(customer("ada"))
                .isEqualTo(Document.absent("ada")
                        .with("name", "Byron")
                        .with("names", 3)
                        .with("closed", true));
        assertThat(order("one").text("name")).isEqualTo("Byron");
        assertThat(store.letters().all()).isEmpty();
        assertThat(Outcomes.of(store.loadCheckpoint()).deadLetters()).isZero();
        apply(fixed, renamed("ada", "Ada"));
        assertThat(customer("ada").number("names")).isEqualTo(4);
    }

    @Test
    void aLetterOfAnotherPartitionMayBeWhatTheFirstOneNeeds() {
        Journals two = new Journals(2);
        Projection roomForOne = Projection.named("orders", 1)
                .on(OrderPlaced.class, CUSTOMERS, OrderPlaced::customerId, (customer, fact) -> {
                    if (customer.number("open") == 1) {
                        throw new IllegalStateException("no room");
                    }
                    return customer.plus("open", 1);
                })
                .on(
                        OrderCancelled.class,
                        CUSTOMERS,
                        OrderCancelled::customerId,
                        (customer, fact) -> customer.plus("open", -1))
                .build();
        ProjectionWriter writer = Writers.over(roomForOne, store);
        EventEnvelope fits = two.happened(Instant.EPOCH, placed("a", "ada"));
        EventEnvelope excess = two.happened(Instant.EPOCH, placed("b", "ada"));
        EventEnvelope makesRoom = two.happened(
                Instant.EPOCH, new OrderCancelled("a", "ada", List.of(), new Money(100, "EUR"), "too dear", null));
        EventEnvelope again = two.happened(Instant.EPOCH, placed("c", "ada"));
        assertThat(excess.partition()).isLessThan(fits.partition());
        Outcomes.of(writer.refresh().compose(ready -> writer.apply(List.of(fits, excess))));
        assertThat(resubmitAll(writer)).isEqualTo(new Resubmission(0, 1));

        Outcomes.of(writer.apply(List.of(makesRoom)));
        assertThat(resubmitAll(writer)).isEqualTo(new Resubmission(2, 0));

        Outcomes.of(writer.apply(List.of(again)));
        assertThat(resubmitAll(writer)).isEqualTo(new Resubmission(0, 1));
        assertThat(customer("ada").number("open")).isEqualTo(1);
    }

    @Test
    void oneLetterTakesAllOfItsDocumentsWithItAndTheCountFollows() {
        apply(buggy, registered("ada", "L"), new CustomerClosed("ada"), renamed("ada", "King"));
        apply(buggy, registered("bob", "B"), new CustomerClosed("bob"));
        String id = store.letters().all().get(0).id();

        Outcomes.of(fixed.refresh());
        assertThat(Outcomes.of(new Resubmitter(fixed).one(id, () -> false))).isEqualTo(new Resubmission(2, 0));

        assertThat(parked()).containsExactly("CustomerClosed.v1 customers/bob");
        assertThat(Outcomes.of(store.loadCheckpoint()).deadLetters()).isEqualTo(1);
    }

    @Test
    void aDocumentsLettersAreTriedNoLongerThanWanted() {
        apply(buggy, registered("ada", "Lovelace"), new CustomerClosed("ada"));
        apply(
                buggy,
                IntStream.range(0, 1200)
                        .mapToObj(i -> renamed("ada", "Name " + i))
                        .toArray(Event[]::new));

        Outcomes.of(fixed.refresh());
        String id = store.letters().all().get(0).id();
        assertThat(Outcomes.of(new Resubmitter(fixed).one(id, () -> true))).isEqualTo(new Resubmission(500, 0));

        apply(fixed, renamed("ada", "Later"));
        assertThat(customer("ada").text("name")).isEqualTo("Name 498");
        assertThat(resubmitAll(fixed)).isEqualTo(new Resubmission(702, 0));
        assertThat(customer("ada").text("name")).isEqualTo("Later");
    }

    @Test
    void stopsAtTheNextOneThatThrows() {
        apply(buggy, registered("ada", "L"), new CustomerClosed("ada"), renamed("ada", "King"), renamed("ada", "B."));
        ProjectionWriter halfFixed = writer(new Bugs(Set.of("event-3"), Set.of()));

        assertThat(resubmitAll(halfFixed)).isEqualTo(new Resubmission(2, 1));

        assertThat(customer("ada").text("name")).isEqualTo("King");
        assertThat(parked()).containsExactly("CustomerRenamed.v1 customers/ada");
        assertThat(store.letters().all().get(0).error()).contains("cannot fold event-3");
    }

    @Test
    void moreThanAreTriedAtOnceStayInOrder() {
        apply(buggy, registered("ada", "Lovelace"), new CustomerClosed("ada"));
        apply(
                buggy,
                IntStream.range(0, 1200)
                        .mapToObj(i -> renamed("ada", "Name " + i))
                        .toArray(Event[]::new));

        assertThat(resubmitAll(fixed)).isEqualTo(new Resubmission(1201, 0));
        assertThat(customer("ada").text("name")).isEqualTo("Name 1199");
        assertThat(customer("ada").number("names")).isEqualTo(1201);
    }

    /** Of the second event there is no letter: who read on to the third has crashed, and nobody has come so far since. */
    @Test
    void whatAnUnfinishedBatchHasParkedWaitsForTheEventsBeforeIt() {
        apply(writer(new Bugs(Set.of("event-0"), Set.of())), registered("ada", "Lovelace"));
        EventEnvelope second = journals.happened(Instant.EPOCH, renamed("ada", "King"));
        EventEnvelope third = journals.happened(Instant.EPOCH, renamed("ada", "Byron"));
        DocumentKey ada = new DocumentKey(CUSTOMERS.name(), "ada");
        store.letters().add(List.of(DeadLetter.of(third, ada, new IllegalStateException("cannot fold"))));

        assertThat(resubmitAll(fixed)).isEqualTo(new Resubmission(1, 1));
        assertThat(customer("ada").number("names")).isEqualTo(1);
        Outcomes.of(fixed.apply(List.of(second)));
        assertThat(customer("ada").number("names"))
                .as("the letter may be of this document, which stays parked")
                .isEqualTo(1);
        Outcomes.of(fixed.apply(List.of(third)));
        assertThat(resubmitAll(fixed).remaining()).isZero();
        assertThat(customer("ada").number("names")).isEqualTo(3);
        assertThat(customer("ada").text("name")).isEqualTo("Byron");
        assertThat(store.letters().all()).isEmpty();
    }

    @Test
    void aDocumentWhoseFirstEventIsParkedDoesNotExistYet() {
        ProjectionWriter cannotRegister = writer(new Bugs(Set.of("event-0"), Set.of()));
        apply(cannotRegister, registered("ada", "Lovelace"));
        apply(cannotRegister, renamed("ada", "King"), placed("one", "ada"));

        assertThat(store.documents(CUSTOMERS)).isEmpty();
        assertThat(order("one").has("name")).isFalse();
        assertThat(resubmitAll(fixed)).isEqualTo(new Resubmission(2, 0));
        assertThat(customer("ada").text("name")).isEqualTo("King");
        assertThat(order("one").text("name")).isEqualTo("King");
    }

    @Nested
    class WhenAJoinThrows {

        @Test
        void theReferrersOwnEventsAreParked() {
            apply(buggy, registered("ada", "Unshowable"), placed("one", "ada"), placed("one", "ada"));

            assertThat(parked()).containsExactly("OrderPlaced.v1 orders/one", "OrderPlaced.v1 orders/one follows");
            assertThat(orders()).isEmpty();
            assertThat(resubmitAll(fixed)).isEqualTo(new Resubmission(2, 0));
            assertThat(order("one").number("placed")).isEqualTo(2);
            assertThat(order("one").text("name")).isEqualTo("Unshowable");
        }

        @Test
        void aReferrerThatCannotFollowKeepsWhatItShows() {
            apply(buggy, registered("ada", "Lovelace"), placed("one", "ada"));
            apply(buggy, renamed("ada", "Unshowable"));
            apply(buggy, renamed("ada", "King"), placed("one", "ada"));

            assertThat(parked()).containsExactly("CustomerRenamed.v1 orders/one", "OrderPlaced.v1 orders/one follows");
            assertThat(order("one").text("name")).isEqualTo("Lovelace");
            assertThat(resubmitAll(writer(new Bugs(Set.of(), Set.of("King"))))).isEqualTo(new Resubmission(0, 1));
            assertThat(resubmitAll(fixed)).isEqualTo(new Resubmission(1, 0));
            assertThat(order("one"))
                    .isEqualTo(Document.absent("one")
                            .with("customerId", "ada")
                            .with("placed", 2)
                            .with("name", "King"));
        }
    }

    @Nested
    class WhenTheDocumentsCannotBeTold {

        private final ProjectionWriter blind = buggy;

        @Test
        void theEventIsParkedForNoneAndAllElseFlows() {
            apply(blind, placed(Orders.NO_ID, "ada"), placed("one", "ada"));

            assertThat(parked()).containsExactly("OrderPlaced.v1 null");
            assertThat(orders()).containsOnlyKeys("one");
            assertThat(resubmitAll(blind)).isEqualTo(new Resubmission(0, 1));
        }

        @Test
        void brokenDataIsNoMoreThanOneBadEvent() {
            EventEnvelope good = journals.happened(Instant.EPOCH, placed("one", "ada"));
            EventEnvelope bad = new EventEnvelope(
                    "bad", "orders", 0, 2, "two", 1, good.type(), good.time(), null, "{\"orderId\": 7}");

            Outcomes.of(buggy.apply(List.of(good, bad)));

            assertThat(parked()).containsExactly("OrderPlaced.v1 null");
            assertThat(store.letters().all().get(0).error()).contains("orders/0 position 2 cannot be read");
            assertThat(orders()).containsOnlyKeys("one");
        }

        @Test
        void itIsNotTakenInAfterLaterEventsOfItsPartition() {
            EventEnvelope bad = journals.happened(Instant.EPOCH, placed("one", "ada"));
            store.letters().add(List.of(DeadLetter.of(bad, null, new IllegalStateException("blind"))));
            EventEnvelope later = journals.happened(Instant.EPOCH, placed("one", "ada"));
            Outcomes.of(store.write(
                    ORDERS,
                    List.of(new StoredDocument(
                            Document.absent("one").with("placed", 1),
                            1,
                            Map.of("orders/0", later.position()),
                            Map.of()))));
            reached(later);

            Future<Resubmission> tried =
                    new Resubmitter(fixed).one(store.letters().all().get(0).id(), () -> false);

            assertThat(tried.cause())
                    .isInstanceOf(OvertakenException.class)
                    .hasMessageContaining("later events of orders/0 than position 1");
            assertThat(order("one").number("placed")).isEqualTo(1);
            assertThat(resubmitAll(fixed)).isEqualTo(new Resubmission(0, 1));
        }

        @Test
        void itIsTakenInWhileNothingOfItsPartitionFollowed() {
            EventEnvelope bad = journals.happened(Instant.EPOCH, placed("one", "ada"));
            store.letters().add(List.of(DeadLetter.of(bad, null, new IllegalStateException("blind"))));
            reached(bad);

            assertThat(resubmitAll(fixed)).isEqualTo(new Resubmission(1, 0));
            assertThat(orders()).containsOnlyKeys("one");
        }

        @Test
        void itIsNotTakenInBeforeItsBatchIsFinished() {
            EventEnvelope first = journals.happened(Instant.EPOCH, placed("one", "ada"));
            EventEnvelope bad = journals.happened(Instant.EPOCH, placed("one", "ada"));
            store.letters().add(List.of(DeadLetter.of(bad, null, new IllegalStateException("blind"))));

            assertThat(resubmitAll(fixed)).isEqualTo(new Resubmission(0, 1));
            assertThat(orders()).isEmpty();
            Outcomes.of(fixed.apply(List.of(first)));
            assertThat(resubmitAll(fixed)).isEqualTo(new Resubmission(0, 1));
            Outcomes.of(fixed.apply(List.of(bad)));
            assertThat(resubmitAll(fixed).remaining()).isZero();
            assertThat(order("one").number("placed")).isEqualTo(2);
        }

        /** The checkpoint of a batch that ends with an event. */
        private void reached(EventEnvelope last) {
            Outcomes.of(store.saveCheckpoint(new Checkpoint(1, Map.of("orders/0", last.position()), 1, 1)));
        }
    }
}
