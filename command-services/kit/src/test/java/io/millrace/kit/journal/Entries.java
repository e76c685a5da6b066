package io.millrace.kit.journal;

import com.github.f4b6a3.uuid.UuidCreator;
import io.millrace.contracts.CustomerEvent;
import io.millrace.contracts.CustomerEvent.CustomerRegistered;
import io.millrace.contracts.CustomerEvent.CustomerRenamed;
import io.millrace.kit.membership.Member;
import io.millrace.kit.membership.Member.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a batch together, one change after another. */
final class Entries {

    static final Instant NOON = Instant.parse("2026-11-22T12:00:00.123Z");

    private final int partition;
    private final List<StateChange<Member>> changes = new ArrayList<>();
    private final List<NewEvent<CustomerEvent>> events = new ArrayList<>();
    private final List<NewResponse> responses = new ArrayList<>();
    private final List<InboxMark> marks = new ArrayList<>();

    private Entries(int partition) {
        this.partition = partition;
    }

    static Entries in(int partition) {
        return new Entries(partition);
    }

    static Member member(String name, String email) {
        return new Member(Status.ACTIVE, name, email);
    }

    Entries joined(String id, String name, String email) {
        changes.add(new StateChange<>(id, new Versioned<>(Member.NOBODY, 0), new Versioned<>(member(name, email), 1)));
        return event(id, 1, new CustomerRegistered(id, name, "", email), null);
    }

    /** Renames a member who was last seen at a version. */
    Entries renamed(String id, long seen, String name, String email) {
        Member after = member(name, email);
        changes.add(new StateChange<>(id, new Versioned<>(after, seen), new Versioned<>(after, seen + 1)));
        return event(id, seen + 1, new CustomerRenamed(id, name, ""), null);
    }

    Entries event(String id, long version, CustomerEvent event, @Nullable String traceparent) {
        events.add(new NewEvent<>(UuidCreator.getTimeOrderedEpoch(), id, version, NOON, traceparent, event));
        return this;
    }

    /** Answers a request with what has been put together so far. */
    Entries answered(String key, String payload, String id, long version, String body) {
        responses.add(new NewResponse(new IdempotencyKey(key, payload), id, version, events.size(), body));
        return this;
    }

    Entries marked(String source, int sourcePartition, long before, long position) {
        marks.add(new InboxMark(source, sourcePartition, before, position));
        return this;
    }

    NewEvent<CustomerEvent> event(int index) {
        return events.get(index);
    }

    Batch<Member, CustomerEvent> batch() {
        return new Batch<>(partition, changes, events, responses, marks);
    }
}
