package io.millrace.kit.journal.mongo;

import io.millrace.contracts.Event;
import io.millrace.kit.journal.Answer;
import io.millrace.kit.journal.Batch;
import io.millrace.kit.journal.JournalConflict;
import io.millrace.kit.journal.Question;
import io.millrace.kit.journal.StoredResponse;
import io.millrace.kit.journal.Versioned;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.bson.types.ObjectId;

/** One partition in this process: what is done about it is done one after the other. Thread-safe. */
final class Partition<C, S, E extends Event> {

    private final Turns turns;
    private final Follower<S, E> follower;
    private final Appender<S, E> appender;
    private final Batches batches;
    private final States<S> states;
    private final KeyClaims keys;

    /** The newest append; touched at home only. */
    private Future<Long> newest = Future.succeededFuture(0L);

    Partition(
            Turns turns,
            Follower<S, E> follower,
            Appender<S, E> appender,
            Batches batches,
            States<S> states,
            KeyClaims keys) {
        this.turns = turns;
        this.follower = follower;
        this.appender = appender;
        this.batches = batches;
        this.states = states;
        this.keys = keys;
    }

    /** On which its turns are taken. */
    Context context() {
        return turns.home().context();
    }

    Future<Void> open() {
        return turns.take(follower::open);
    }

    /** Where it ends as far as this process knows. */
    Tail tail() {
        return follower.tail();
    }

    /** Reads on to its end. */
    Future<Void> catchUp() {
        return turns.take(() -> follower.catchUp().mapEmpty());
    }

    /** What may only be committed behind a batch that is on its way is made ready meanwhile. */
    Future<Long> append(Batch<S, E> batch) {
        return turns.home().run(() -> {
            Future<Long> ahead = newest;
            Future<Long> append = ahead.isComplete()
                    ? turns.take(() -> appender.append(batch))
                    : follow(ahead, batch, appender.expect(batch));
            newest = append;
            return append;
        });
    }

    private Future<Long> follow(Future<Long> ahead, Batch<S, E> batch, Proposal<S, E> expected) {
        return turns.take(() -> ahead.succeeded()
                ? appender.append(batch, expected)
                : Future.failedFuture(new JournalConflict("the batch ahead was not committed")));
    }

    Future<Answer<C, S>> ask(Question<C> question) {
        return turns.take(() -> follower.settled().compose(settled -> answer(question)));
    }

    /** In one round trip, when no other process has written since. */
    private Future<Answer<C, S>> answer(Question<C> question) {
        Future<Optional<ObjectId>> next = batches.id(tail().next());
        Future<Answer<C, S>> answer = look(question);
        return Future.join(next, answer)
                .compose(read ->
                        next.result().isEmpty() ? answer : follower.catchUp().compose(caughtUp -> look(question)));
    }

    private Future<Answer<C, S>> look(Question<C> question) {
        Future<Map<String, StoredState<S>>> loaded = states.load(question.aggregateIds());
        Future<Map<String, StoredResponse>> responses = keys.responses(question.keys());
        return Future.join(loaded, responses).map(read -> {
            follower.saw(loaded.result());
            return answer(question, loaded.result(), responses.result());
        });
    }

    private Answer<C, S> answer(
            Question<C> question, Map<String, StoredState<S>> loaded, Map<String, StoredResponse> responses) {
        Map<String, Versioned<S>> found = new HashMap<>();
        loaded.forEach((id, state) -> found.put(id, state.state()));
        long head = LongStream.concat(
                        LongStream.of(tail().head()), loaded.values().stream().mapToLong(StoredState::position))
                .max()
                .orElseThrow();
        return new Answer<>(found, responses, List.of(), question.marks() ? tail().marks() : Map.of(), head);
    }

    Future<Void> close() {
        return turns.take(follower::close);
    }
}
