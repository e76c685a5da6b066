package io.millrace.kit.lane;

import static io.millrace.embedded.junit.Futures.await;
import static io.millrace.kit.membership.MemberProcess.freshId;
import static java.util.stream.Collectors.groupingBy;

import io.millrace.kit.journal.IdempotencyKey;
import io.millrace.kit.membership.MemberCommand;
import io.millrace.kit.membership.MemberCommand.ChangeEmail;
import io.millrace.kit.membership.MemberCommand.Confuse;
import io.millrace.kit.membership.MemberCommand.Join;
import io.millrace.kit.membership.MemberCommand.Leave;
import io.millrace.kit.membership.MemberCommand.Reintroduce;
import io.millrace.kit.membership.MemberCommand.Rename;
import io.millrace.kit.membership.MemberProcess;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Plays steps in several processes at once, about members of its own, and remembers what was sent and what came of it. */
final class History {

    /** Who reacts; these have joined before and never leave. */
    private static final int STEADY = 3;

    static final int MEMBERS = 8;

    /** A command and what came of it. */
    record Sent(
            MemberCommand command, long demanded, @Nullable IdempotencyKey key, Future<Outcome> outcome) {}

    private final List<MemberProcess> processes;
    final String tag = freshId();
    final List<String> members =
            Stream.generate(MemberProcess::freshId).limit(MEMBERS).toList();
    final List<Sent> sent = new ArrayList<>();
    final Map<Integer, Long> reacted = new HashMap<>();
    private final List<Future<?>> outstanding = new ArrayList<>();

    History(List<MemberProcess> processes) {
        this.processes = processes;
    }

    void play(List<Step> steps) {
        IntStream.range(0, STEADY).forEach(i -> send(0, new Join(members.get(i), "M" + i, "m" + i + tag), 0, null));
        settle();
        steps.forEach(this::play);
        settle();
    }

    private void play(Step step) {
        if (step.kind() == Step.Kind.SETTLE) {
            settle();
        } else if (step.kind() == Step.Kind.REACT) {
            react(step);
        } else if (step.kind() == Step.Kind.REPEAT) {
            repeat(step);
        } else {
            send(step.process(), command(step), step.version(), null);
        }
    }

    private MemberCommand command(Step step) {
        String id = members.get(step.member());
        String name = "name " + sent.size();
        String email = "e" + step.choice() % 4 + tag;
        return switch (step.kind()) {
            case JOIN -> new Join(id, name, email);
            case RENAME -> new Rename(id, name);
            case RENAME_ALIKE -> new Rename(id, "alike " + step.choice() % 2);
            case CHANGE_EMAIL -> new ChangeEmail(id, email);
            case REINTRODUCE -> new Reintroduce(id, name, email);
            case LEAVE -> new Leave(members.get(Math.max(STEADY, step.member())));
            case CONFUSE -> new Confuse(id);
            default -> new Rename(id, "x".repeat(201) + sent.size());
        };
    }

    /** Few different requests, each with its key; one of them abuses the key of another, one creates. */
    private void repeat(Step step) {
        int request = step.choice() % 4;
        String key = "k" + (request == 1 ? 0 : request) + tag;
        MemberCommand command = request == 3
                ? new Join(freshId(), "keyed 3", "keyed" + tag)
                : new Rename(members.get(request), "keyed " + request);
        send(step.process(), command, 0, new IdempotencyKey(key, "payload " + request));
    }

    private void send(int process, MemberCommand command, long demanded, @Nullable IdempotencyKey key) {
        VersionCondition condition =
                demanded == 0 ? new VersionCondition.Any() : new VersionCondition.OneOf(Set.of(demanded));
        Future<Outcome> outcome = processes.get(process).lanes.submit(MemberProcess.request(command, condition, key));
        sent.add(new Sent(command, demanded, key, outcome));
        outstanding.add(outcome);
    }

    /** Events at the positions 1 to n, each of which renames one of the steady. */
    private void react(Step step) {
        MemberProcess process = processes.get(step.process());
        long upTo = 1L + step.choice();
        IntStream.range(0, STEADY)
                .boxed()
                .collect(groupingBy(i -> process.lanes.partitionOf(members.get(i))))
                .forEach((lane, targets) -> {
                    long from = step.member() < 3 ? 1 : reacted.getOrDefault(lane, 0L) + 1;
                    outstanding.add(process.lanes
                            .react(lane, new Reaction<>("other-" + tag, 0, upTo, renames(targets, from, upTo)))
                            .onSuccess(done -> noteReacted(lane, upTo)));
                });
    }

    private synchronized void noteReacted(int lane, long upTo) {
        reacted.merge(lane, upTo, Math::max);
    }

    private List<Reaction.Step<MemberCommand>> renames(List<Integer> targets, long from, long upTo) {
        List<Reaction.Step<MemberCommand>> renames = new ArrayList<>();
        for (long position = from; position <= upTo; position++) {
            int target = (int) (position % STEADY);
            if (targets.contains(target)) {
                String id = members.get(target);
                Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
                renames.add(new Reaction.Step<>(position, id, new Rename(id, reactionName(position)), now, null));
            }
        }
        return renames;
    }

    static String reactionName(long position) {
        return "reaction " + position;
    }

    /** The positions that concern a lane, of those up to which it has reacted. */
    List<Long> reactionsOf(int lane) {
        MemberProcess any = processes.get(0);
        return Stream.iterate(1L, position -> position + 1)
                .limit(reacted.getOrDefault(lane, 0L))
                .filter(position -> any.lanes.partitionOf(members.get((int) (position % STEADY))) == lane)
                .toList();
    }

    private void settle() {
        outstanding.forEach(History::awaitEnd);
        outstanding.clear();
    }

    private static void awaitEnd(Future<?> future) {
        await(future.<Object>map(done -> done).otherwiseEmpty());
    }
}
