package io.millrace.kit.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.CustomerEvent;
import io.millrace.contracts.CustomerEvent.CustomerRenamed;
import io.millrace.contracts.EventEnvelope;
import io.millrace.kit.journal.ConstraintViolation;
import io.millrace.kit.journal.IdempotencyKey;
import io.millrace.kit.lane.History.Sent;
import io.millrace.kit.lane.Outcome.Done;
import io.millrace.kit.lane.Outcome.KeyReused;
import io.millrace.kit.lane.Outcome.Refused;
import io.millrace.kit.lane.Outcome.VersionMismatch;
import io.millrace.kit.membership.Member;
import io.millrace.kit.membership.Member.Status;
import io.millrace.kit.membership.MemberCommand;
import io.millrace.kit.membership.MemberCommand.ChangeEmail;
import io.millrace.kit.membership.MemberCommand.Confuse;
import io.millrace.kit.membership.MemberCommand.Join;
import io.millrace.kit.membership.MemberCommand.Leave;
import io.millrace.kit.membership.MemberCommand.Reintroduce;
import io.millrace.kit.membership.MemberCommand.Rename;
import io.millrace.kit.membership.MemberDecider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;

/** Compares what callers were told with what the store holds. */
final class Verdict {

    private final History history;
    private final Story story;

    /** Versions of members that some answer accounts for. */
    private final Set<String> accounted = new HashSet<>();

    Verdict(History history, Story story) {
        this.history = history;
        this.story = story;
    }

    void assertEveryAnswerTrue() {
        history.sent.forEach(this::check);
        checkKeys();
        story.partitions().forEach(this::checkReactions);
        assertThat(story.events())
                .as("events that somebody was told of")
                .allSatisfy(event ->
                        assertThat(accounted).contains(account(event.aggregateId(), event.aggregateVersion())));
        checkNothingTwice();
    }

    private void check(Sent sent) {
        if (sent.outcome().failed()) {
            checkFailure(sent.command(), sent.outcome().cause());
            return;
        }
        Outcome outcome = sent.outcome().result();
        if (outcome instanceof Done done) {
            checkDone(sent, done);
        } else if (outcome instanceof VersionMismatch mismatch) {
            assertThat(mismatch.actual()).isNotEqualTo(sent.demanded());
            assertThat(story.version(sent.command().id())).isGreaterThanOrEqualTo(mismatch.actual());
        } else if (outcome instanceof Refused refused) {
            checkRefused(sent.command(), refused);
        }
    }

    private static void checkFailure(MemberCommand command, Throwable failure) {
        if (command instanceof Confuse) {
            assertThat(failure).isInstanceOf(IllegalStateException.class);
        } else {
            assertThat(command)
                    .as("the only other command that may fail, not with " + failure)
                    .isInstanceOfSatisfying(
                            Rename.class, rename -> assertThat(rename.name()).hasSizeGreaterThan(200));
            assertThat(failure).isInstanceOf(ConstraintViolation.class);
        }
    }

    private void checkRefused(MemberCommand command, Refused refused) {
        if (refused.rejection().equals(MemberDecider.KNOWN)) {
            assertThat(story.version(command.id())).isPositive();
        } else if (refused.rejection().equals(MemberDecider.LEFT)) {
            assertThat(story.at(command.id(), story.version(command.id())).status())
                    .isEqualTo(Status.LEFT);
        }
    }

    private void checkDone(Sent sent, Done done) {
        Member after = story.at(done.aggregateId(), done.version());
        assertThat(after).as("what " + sent + " left behind").satisfies(member -> assertFulfilled(sent, member));
        long position = story.position(done.aggregateId(), done.version());
        assertThat(done.position()).isGreaterThanOrEqualTo(position);
        long from = done.version() - (sent.command() instanceof Reintroduce ? 2 : 1);
        if (sent.demanded() > 0) {
            assertThat(sent.demanded()).isIn(from, done.version());
        }
        LongStream.rangeClosed(from + 1, done.version())
                .forEach(version -> accounted.add(account(done.aggregateId(), version)));
    }

    private static void assertFulfilled(Sent sent, Member member) {
        MemberCommand command = sent.command();
        if (command instanceof Join join) {
            assertThat(member).isEqualTo(new Member(Status.ACTIVE, join.name(), join.email()));
        } else if (command instanceof Rename rename) {
            assertThat(member.name()).isEqualTo(rename.name());
        } else if (command instanceof ChangeEmail change) {
            assertThat(member.email()).isEqualTo(change.email());
        } else if (command instanceof Reintroduce anew) {
            assertThat(member).isEqualTo(new Member(Status.ACTIVE, anew.name(), anew.email()));
        } else {
            assertThat(command).isInstanceOf(Leave.class);
            assertThat(member.status()).isEqualTo(Status.LEFT);
        }
    }

    /** Each key took effect once at most; whoever came with it again got the same answer or was told of the abuse. */
    private void checkKeys() {
        Map<String, List<Sent>> byKey = new HashMap<>();
        for (Sent sent : history.sent) {
            IdempotencyKey key = sent.key();
            if (key != null && sent.outcome().succeeded()) {
                byKey.computeIfAbsent(key.key(), first -> new ArrayList<>()).add(sent);
            }
        }
        byKey.values().forEach(this::checkKey);
    }

    private void checkKey(List<Sent> requests) {
        List<Sent> first = requests.stream()
                .filter(sent -> sent.outcome().result() instanceof Done done && !done.repeated())
                .toList();
        assertThat(first).as("effects of one key").hasSize(1);
        Done done = (Done) first.get(0).outcome().result();
        Done repeated =
                new Done(done.aggregateId(), done.version(), done.partition(), done.position(), done.body(), true);
        requests.stream()
                .filter(sent -> !sent.equals(first.get(0)))
                .forEach(sent -> assertThat(sent.outcome().result())
                        .isEqualTo(Objects.equals(sent.key(), first.get(0).key()) ? repeated : new KeyReused()));
    }

    private void checkReactions(int lane) {
        List<EventEnvelope> effects = story.events(lane).stream()
                .filter(event -> nameGiven(event).startsWith("reaction "))
                .toList();
        effects.forEach(event -> accounted.add(account(event.aggregateId(), event.aggregateVersion())));
        assertThat(effects.stream().map(Verdict::nameGiven))
                .as("each step of a reaction once, in order")
                .containsExactlyElementsOf(history.reactionsOf(lane).stream()
                        .map(History::reactionName)
                        .toList());
    }

    /** Names that one command only can have given. */
    private void checkNothingTwice() {
        assertThat(story.events().stream().map(Verdict::nameGiven).filter(name -> name.startsWith("name ")))
                .doesNotHaveDuplicates();
    }

    private static String nameGiven(EventEnvelope envelope) {
        CustomerEvent event = Story.event(envelope);
        return event instanceof CustomerRenamed renamed ? renamed.firstName() : "";
    }

    private static String account(String id, long version) {
        return id + " " + version;
    }
}
