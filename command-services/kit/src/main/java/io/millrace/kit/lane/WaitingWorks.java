package io.millrace.kit.lane;

import io.millrace.kit.lane.Work.CommandWork;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** What waits for a lane, in the order in which it came, and what of it goes into a batch. Owned by the lane. */
final class WaitingWorks<C, S> {

    private final ArrayDeque<Work<C, S>> works = new ArrayDeque<>();
    private final LaneLimits limits;
    private int commands;

    WaitingWorks(LaneLimits limits) {
        this.limits = limits;
    }

    boolean isEmpty() {
        return works.isEmpty();
    }

    /** How many commands, those that reactions consist of included. */
    int commands() {
        return commands;
    }

    /** Whether a work would be one too many. Reactions are bounded by those who deliver them. */
    boolean isFullFor(Work<C, S> work) {
        return commands >= limits.maxWaiting() && work instanceof CommandWork;
    }

    void add(Work<C, S> work) {
        works.add(work);
        commands += work.size();
    }

    /** Takes the next batch: one work at least, if any waits. */
    List<Work<C, S>> takeBatch() {
        int count = 0;
        int size = 0;
        for (Work<C, S> work : works) {
            size += work.size();
            if (count > 0 && size > limits.maxBatch()) {
                break;
            }
            count++;
        }
        return take(count);
    }

    /** Whether all that waits would make a small batch. */
    boolean isFew() {
        return commands < few();
    }

    /** Whether there may be a batch to go behind another. */
    boolean mayFollow(Flight<C, S> ahead) {
        return works.size() >= leastBehind(ahead);
    }

    /** Takes a batch that may go behind another; nothing when too few of those at the front may. */
    List<Work<C, S>> takeBatchBehind(Flight<C, S> ahead) {
        int count = 0;
        for (Work<C, S> work : works) {
            if (count == limits.maxBatch() || !ahead.leavesAlone(work)) {
                break;
            }
            count++;
        }
        return count < leastBehind(ahead) ? List.of() : take(count);
    }

    /** No fewer than are ahead of them: a commit costs nearly the same for few and for many. */
    private int leastBehind(Flight<C, S> ahead) {
        return Math.max(ahead.works().size(), few());
    }

    private int few() {
        return Math.min(limits.leastBehind(), limits.maxBatch());
    }

    private List<Work<C, S>> take(int count) {
        List<Work<C, S>> taken = new ArrayList<>(count);
        while (taken.size() < count) {
            Work<C, S> work = works.remove();
            commands -= work.size();
            taken.add(work);
        }
        return taken;
    }
}
