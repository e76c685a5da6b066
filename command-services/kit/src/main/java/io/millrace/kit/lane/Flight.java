package io.millrace.kit.lane;

import io.millrace.kit.lane.Work.CommandWork;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A batch's way from those that wait to the last of its answers. Not a value but itself alone; owned by its lane.
 *
 * <p>A batch may be handed to the store while the one ahead is still being committed, if it does not depend on what comes of
 * that one: it is about other aggregates and other idempotency keys, and takes no other service's events.
 */
final class Flight<C, S> {

    private final List<Work<C, S>> works;
    private @Nullable Flight<C, S> ahead;
    private final Set<String> aggregates = new HashSet<>();
    private final Set<String> keys = new HashSet<>();
    private final Promise<Void> landed = Promise.promise();
    private final Promise<Void> answer = Promise.promise();
    private boolean commandsOnly = true;
    private boolean handedOver;
    private boolean smooth;

    Flight(List<Work<C, S>> works, @Nullable Flight<C, S> ahead) {
        this.works = List.copyOf(works);
        this.ahead = ahead;
        for (Work<C, S> work : works) {
            if (work instanceof CommandWork<C, S> command) {
                add(command.request());
            } else {
                commandsOnly = false;
            }
        }
    }

    private void add(CommandRequest<C, S> request) {
        aggregates.add(request.aggregateId());
        if (request.key() != null) {
            keys.add(request.key().key());
        }
    }

    List<Work<C, S>> works() {
        return works;
    }

    /** Whether a work may be decided before it is known what comes of this batch. */
    boolean leavesAlone(Work<C, S> work) {
        return commandsOnly
                && work instanceof CommandWork<C, S> command
                && !aggregates.contains(command.request().aggregateId())
                && (command.request().key() == null
                        || !keys.contains(command.request().key().key()));
    }

    /** Whether it may be handed to the store now: right behind the one ahead, or because there is none any more. */
    boolean mayGo() {
        return ahead == null || ahead.inStore() || ahead.landed.future().isComplete();
    }

    /** Takes notice that the store has it as it was decided first. */
    void handedOver() {
        handedOver = true;
    }

    /** Takes notice of the store's answer: committed or not. */
    void answered(boolean committed) {
        smooth = committed;
        answer.complete();
    }

    /** Whether the store has it as it was decided first, and has not answered. */
    boolean inStore() {
        return handedOver && !answer.future().isComplete();
    }

    /** Completes with the store's first answer. */
    Future<Void> answer() {
        return answer.future();
    }

    /** Whether what is ahead was committed as it was decided first, so that nothing is to be done again because of it. */
    boolean aheadWasSmooth() {
        return ahead == null || ahead.smooth;
    }

    /** Completes when everything about the one ahead is done. */
    Future<Void> clear() {
        return ahead == null ? Future.succeededFuture() : ahead.landed.future();
    }

    /** To be called when everything about it is done. */
    void land() {
        ahead = null; // or each would keep all that ever were
        landed.complete();
    }
}
