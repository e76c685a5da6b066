package io.millrace.kit.lane;

import io.millrace.contracts.Event;
import io.millrace.kit.journal.Journal;
import io.millrace.kit.journal.Question;
import io.millrace.kit.journal.Versioned;
import io.millrace.kit.lane.Work.CommandWork;
import io.millrace.kit.lane.Work.ReactionWork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a batch has to read before it can be decided, and what need not be read: the lane may have forgotten that by the time
 * that the answer comes. Owned by the lane, for one attempt.
 */
final class Needs<C, S> {

    private final Journal<C, S, ? extends Event> journal;
    private final Map<String, Versioned<S>> remembered;
    private final Map<String, Versioned<S>> known = new HashMap<>();
    private final Set<String> ids = new HashSet<>();
    private final Set<String> keys = new HashSet<>();
    private final List<C> commands = new ArrayList<>();

    /** @param remembered the states that the lane remembers now */
    Needs(Journal<C, S, ? extends Event> journal, Map<String, Versioned<S>> remembered) {
        this.journal = journal;
        this.remembered = remembered;
    }

    /** @param again whether the work has met a conflict: an id that it calls new may not be new after all */
    void add(Work<C, S> work, boolean again) {
        if (work instanceof CommandWork<C, S> command) {
            CommandRequest<C, S> request = command.request();
            need(request.aggregateId(), request.creates() && !again);
            if (request.key() != null) {
                keys.add(request.key().key());
            }
            complete(request.command());
        } else if (work instanceof ReactionWork<C, S> reaction) {
            for (Reaction.Step<C> step : reaction.reaction().steps()) {
                need(step.aggregateId(), false);
                complete(step.command());
            }
        }
    }

    private void need(String id, boolean isNew) {
        Versioned<S> state = remembered.get(id);
        if (state != null) {
            known.put(id, state);
        } else if (!isNew) {
            ids.add(id);
        }
    }

    private void complete(C command) {
        if (journal.completes(command)) {
            commands.add(command);
        }
    }

    boolean none() {
        return ids.isEmpty() && keys.isEmpty() && commands.isEmpty();
    }

    Question<C> question(int partition, boolean marks) {
        return new Question<>(partition, ids, keys, commands, marks);
    }

    /** States that need not be read. */
    Map<String, Versioned<S>> known() {
        return known;
    }

    /** Commands that are to be completed, in the order of the answer. */
    List<C> commands() {
        return commands;
    }
}
