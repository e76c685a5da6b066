package io.millrace.query.projection;

/** What a projection is doing. */
public enum ProjectionState {
    /** Applies events as they come. */
    RUNNING,
    /** Its store fails, and it tries again until it works; or another build has to keep up what answers queries. */
    WAITING,
    /** A new generation is being built beside the one that answers. */
    REBUILDING,
    /** An event is of a later version than this build can read; nothing is applied any more. */
    STOPPED
}
