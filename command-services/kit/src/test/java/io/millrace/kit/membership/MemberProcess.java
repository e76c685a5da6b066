package io.millrace.kit.membership;

import static io.millrace.embedded.junit.Futures.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.contracts.CustomerEvent;
import io.millrace.kit.decider.Decider;
import io.millrace.kit.journal.IdempotencyKey;
import io.millrace.kit.journal.Journal;
import io.millrace.kit.journal.StoreOptions;
import io.millrace.kit.journal.WriteStore;
import io.millrace.kit.lane.CommandRequest;
import io.millrace.kit.lane.CommitListener;
import io.millrace.kit.lane.LaneLimits;
import io.millrace.kit.lane.Lanes;
import io.millrace.kit.lane.Outcome;
import io.millrace.kit.lane.VersionCondition;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one process of the service is made of, as far as its lanes: a store, a journal over it, and the lanes. */
public final class MemberProcess implements AutoCloseable {

    public static final Decider<MemberCommand, Member, CustomerEvent> DECIDER = new MemberDecider();

    public final Vertx vertx;
    public final String uri;
    public final WriteStore<MemberCommand, Member, CustomerEvent> store;
    public final Journal<MemberCommand, Member, CustomerEvent> journal;
    public final Lanes<MemberCommand, Member, CustomerEvent> lanes;
    public final MeterRegistry meters = new SimpleMeterRegistry();

    private MemberProcess(
            Vertx vertx,
            String uri,
            WriteStore<MemberCommand, Member, CustomerEvent> store,
            LaneLimits limits,
            CommitListener committed) {
        this.vertx = vertx;
        this.uri = uri;
        this.store = store;
        this.journal = store.journal();
        this.lanes = new Lanes<>(vertx, journal, DECIDER, MemberTable::violation, limits, meters, committed);
    }

    public static MemberProcess start(Vertx vertx, String uri) {
        return start(vertx, StoreOptions.of(uri), LaneLimits.DEFAULT, CommitListener.NONE);
    }

    public static MemberProcess start(Vertx vertx, StoreOptions options, LaneLimits limits, CommitListener committed) {
        return new MemberProcess(vertx, options.uri(), await(MemberStore.open(vertx, options)), limits, committed);
    }

    /** On a store that has been opened in another way. */
    public static MemberProcess on(Vertx vertx, String uri, WriteStore<MemberCommand, Member, CustomerEvent> store) {
        return new MemberProcess(vertx, uri, store, LaneLimits.DEFAULT, CommitListener.NONE);
    }

    public Future<Outcome> submit(MemberCommand command) {
        return lanes.submit(request(command));
    }

    public Future<Outcome> submit(MemberCommand command, String key, String payload) {
        return lanes.submit(request(command, new VersionCondition.Any(), new IdempotencyKey(key, payload)));
    }

    public Future<Outcome> submitIfAt(MemberCommand command, long version) {
        return lanes.submit(request(command, new VersionCondition.OneOf(Set.of(version)), null));
    }

    public static CommandRequest<MemberCommand, Member> request(MemberCommand command) {
        return request(command, new VersionCondition.Any(), null);
    }

    public static CommandRequest<MemberCommand, Member> request(
            MemberCommand command, VersionCondition condition, @Nullable IdempotencyKey key) {
        return new CommandRequest<>(
                command.id(),
                command,
                command instanceof MemberCommand.Join,
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                condition,
                key,
                null,
                (id, version, state) -> version + " " + state.name());
    }

    /** An id whose aggregate is in the partition. */
    public String idIn(int partition) {
        return Stream.generate(MemberProcess::freshId)
                .filter(id -> lanes.partitionOf(id) == partition)
                .findFirst()
                .orElseThrow();
    }

    public static String freshId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    @Override
    public void close() {
        await(lanes.drain());
        await(store.close());
    }
}
