package io.millrace.orders;

import static io.millrace.orders.OrderStories.NOON;
import static io.millrace.orders.OrderStories.ORDER;
import static io.millrace.orders.OrderStories.TEA;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import io.millrace.contracts.InventoryEvent.StockReceived;
import io.millrace.contracts.InventoryEvent.StockReleased;
import io.millrace.contracts.InventoryEvent.StockReserved;
import io.millrace.contracts.InventoryEvent.StockShipped;
import io.millrace.contracts.InventoryEvent.StockShort;
import io.millrace.contracts.testing.SampleStory;
import io.millrace.kit.reaction.Policy.Directed;
import io.millrace.orders.OrderCommand.RecordReserved;
import io.millrace.orders.OrderCommand.RecordShort;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InventoryPolicyTest {

    private final InventoryPolicy policy = new InventoryPolicy();

    @Test
    void tellsTheOrderWhatIsReservedForIt() {
        assertThat(reaction(new StockReserved(TEA, ORDER, 2, 5, 2)))
                .containsExactly(new Directed<>(ORDER, new RecordReserved(ORDER, TEA, NOON)));
    }

    @Test
    void tellsTheOrderWhatIsShort() {
        assertThat(reaction(new StockShort(TEA, ORDER, 2, 1, 0)))
                .containsExactly(new Directed<>(ORDER, new RecordShort(ORDER, TEA)));
    }

    @Test
    void hasNothingToDoWithAnythingElse() {
        assertThat(reaction(new StockReceived(TEA, 1, 1, 0))).isEmpty();
        assertThat(reaction(new StockReleased(TEA, ORDER, 1, 1, 0))).isEmpty();
        assertThat(reaction(new StockShipped(TEA, ORDER, 1, 0, 0))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("io.millrace.contracts.testing.SampleStory#ofAllTimes")
    void itsEventsAreThoseThatItReactsTo(SampleStory story) {
        assertThat(story.events()).allSatisfy(envelope -> {
            Event event = EventTypes.decode(envelope).orElseThrow();
            assertThat(policy.events().contains(event.getClass()))
                    .as(envelope.type())
                    .isEqualTo(!policy.react(event, envelope, NOON).isEmpty());
        });
    }

    private List<Directed<OrderCommand>> reaction(Event event) {
        EventTypes.EventType type = EventTypes.of(event);
        EventEnvelope envelope = new EventEnvelope(
                "0190a1b2-0000-7000-8000-0000000000ff",
                type.source(),
                0,
                1,
                event.aggregateId(),
                1,
                type.name(),
                NOON,
                null,
                EventTypes.encode(event));
        return policy.react(event, envelope, NOON);
    }
}
