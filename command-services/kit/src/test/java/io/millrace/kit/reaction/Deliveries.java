package io.millrace.kit.reaction;

import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import io.millrace.contracts.InventoryEvent.StockReceived;
import io.millrace.kit.membership.MemberProcess;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Another service's events, as a subscription hands them over. */
public final class Deliveries {

    public static final String SOURCE = "inventory";
    public static final int PARTITION = 1;

    private final List<String> aggregates;

    /** @param aggregates whom the events concern, in turn */
    public Deliveries(List<String> aggregates) {
        this.aggregates = aggregates;
    }

    public List<EventEnvelope> of(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(this::event).toList();
    }

    /** Its quantity is its position. */
    private EventEnvelope event(int position) {
        String id = aggregates.get(position % aggregates.size());
        return envelope(position, id, "StockReceived.v1", EventTypes.encode(new StockReceived(id, position, 0, 0)));
    }

    /** Of a type that this build does not know. */
    public static EventEnvelope fromTheFuture(int position) {
        return envelope(position, MemberProcess.freshId(), "StockCounted.v7", "{}");
    }

    /** Of a type that this build knows in its first version only. */
    public static EventEnvelope ofALaterVersion(int position, String type) {
        return envelope(position, MemberProcess.freshId(), type + ".v2", "{}");
    }

    private static EventEnvelope envelope(int position, String id, String type, String data) {
        return new EventEnvelope(
                MemberProcess.freshId(), SOURCE, PARTITION, position, id, position, type, Instant.now(), null, data);
    }
}
