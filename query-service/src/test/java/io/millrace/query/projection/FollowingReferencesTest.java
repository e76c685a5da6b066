package io.millrace.query.projection;

import static io.millrace.query.projection.Orders.CUSTOMERS;
import static io.millrace.query.projection.Orders.ORDERS;
import static io.millrace.query.projection.Orders.placed;
import static io.millrace.query.projection.Orders.registered;
import static io.millrace.query.projection.Orders.renamed;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Many documents show what one of another set holds. */
class FollowingReferencesTest {

    private static final int MANY = 1234;

    private final Journals journals = new Journals(1);
    private final MemoryDocumentStore store = new MemoryDocumentStore(1);
    private final ProjectionWriter writer = Writers.over(Orders.PROJECTION, store);

    private void apply(ProjectionWriter through, Event... events) {
        Outcomes.of(through.apply(List.of(events).stream().map(this::happened).toList()));
    }

    private EventEnvelope happened(Event event) {
        return journals.happened(Instant.EPOCH, event);
    }

    private void givenManyOrders() {
        List<Event> orders = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            orders.add(placed("order-" + i, "ada"));
        }
        apply(writer, registered("ada", "Lovelace"));
        apply(writer, orders.toArray(Event[]::new));
    }

    private List<String> names() {
        return store.documents(ORDERS).values().stream()
                .map(order -> order.text("name"))
                .distinct()
                .toList();
    }

    @Test
    void allFollowHoweverMany() {
        givenManyOrders();

        apply(writer, renamed("ada", "King"));

        assertThat(store.documents(ORDERS)).hasSize(MANY);
        assertThat(names()).containsExactly("King");
    }

    @Test
    void theRestFollowsAfterACrashBetweenTwoChunks() {
        givenManyOrders();
        AtomicInteger stepsLeft = new AtomicInteger(700);
        MemoryDocumentStore failing = store.through(new MemoryDocumentStore.Gate() {
            @Override
            public <T> Future<T> take(Supplier<T> step) {
                return stepsLeft.decrementAndGet() > 0
                        ? Future.succeededFuture().map(now -> step.get())
                        : Future.failedFuture("crashed");
            }
        });
        ProjectionWriter crashing = Writers.over(Orders.PROJECTION, failing);
        Outcomes.of(crashing.refresh());
        var rename = List.of(happened(renamed("ada", "King")));

        assertThat(crashing.apply(rename).failed()).isTrue();
        assertThat(names()).containsExactlyInAnyOrder("King", "Lovelace");

        ProjectionWriter next = Writers.over(Orders.PROJECTION, store);
        Outcomes.of(next.refresh().compose(ready -> next.apply(rename)));
        assertThat(names()).containsExactly("King");
    }

    @Test
    void documentsOfTheSameBatchFollowToo() {
        apply(writer, placed("order-1", "ada"), registered("ada", "Lovelace"), placed("order-2", "ada"));
        assertThat(names()).containsExactly("Lovelace");

        apply(writer, renamed("ada", "King"), placed("order-3", "ada"), placed("order-1", "ada"));
        assertThat(names()).containsExactly("King");
        assertThat(store.documents(ORDERS).get("order-1"))
                .isEqualTo(Document.absent("order-1")
                        .with("customerId", "ada")
                        .with("placed", 2)
                        .with("name", "King"));
        assertThat(store.documents(CUSTOMERS)).hasSize(1);
    }
}
