package io.millrace.kit.journal;

import io.millrace.contracts.Event;
import java.util.List;

/** What one commit writes, all of it or nothing. Every aggregate is in {@code partition}. */
public record Batch<S, E extends Event>(
        int partition,
        List<StateChange<S>> changes,
        List<NewEvent<E>> events,
        List<NewResponse> responses,
        List<InboxMark> marks) {}
