package io.millrace.kit.journal.mongo;

import io.millrace.contracts.ConsistencyToken;
import io.millrace.contracts.Event;
import io.millrace.kit.journal.Batch;
import io.millrace.kit.journal.InboxMark;
import io.millrace.kit.journal.NewEvent;
import io.millrace.kit.journal.StateChange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.RawBsonDocument;
import org.bson.types.ObjectId;

/**
 * A batch in the form in which it is tried once: for one number, with an id and claims of its own.
 *
 * @param before the partition's tail that it follows
 * @param unique claims on unique values
 * @param keys claims on idempotency keys
 * @param after the partition's tail if it is committed
 */
record Proposal<S, E extends Event>(
        Batch<S, E> batch,
        ObjectId id,
        Tail before,
        Tail after,
        RawBsonDocument document,
        List<StateWrite> states,
        List<Claim> unique,
        List<Claim> keys) {

    BatchNumber number() {
        return after.last();
    }

    /** The position before its first event. */
    long base() {
        return before.head();
    }

    /** Makes proposals of batches. */
    record Maker<S, E extends Event>(States<S> states, UniqueClaims<S> unique, KeyClaims keys) {

        /** @throws RuntimeException if something of the batch cannot be written; nothing has been then */
        Proposal<S, E> propose(Batch<S, E> batch, Tail tail) {
            BatchNumber number = tail.next();
            ObjectId id = new ObjectId();
            long base = tail.head();
            Map<String, Long> positions = positions(batch, base);
            return new Proposal<>(
                    batch,
                    id,
                    tail,
                    tail.plus(number, base + batch.events().size(), moved(batch.marks())),
                    BatchDocument.of(number, id, base, batch),
                    batch.changes().stream()
                            .map(change -> form(change, positions.getOrDefault(change.aggregateId(), base)))
                            .toList(),
                    unique.of(batch.changes(), number, id),
                    keys.of(batch.responses(), number, id, base));
        }

        private StateWrite form(StateChange<S> change, long position) {
            return states.form(change.aggregateId(), change.after(), change.created(), position);
        }

        /** Where the last event of each aggregate will be. */
        private static Map<String, Long> positions(Batch<?, ?> batch, long base) {
            Map<String, Long> positions = new HashMap<>();
            long position = base;
            for (NewEvent<?> event : batch.events()) {
                positions.put(event.aggregateId(), ++position);
            }
            return positions;
        }

        private static Map<String, Long> moved(List<InboxMark> marks) {
            Map<String, Long> moved = new HashMap<>();
            marks.forEach(
                    mark -> moved.put(ConsistencyToken.key(mark.source(), mark.sourcePartition()), mark.position()));
            return moved;
        }
    }
}
