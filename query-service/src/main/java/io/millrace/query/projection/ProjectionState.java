package io.millrace.query.projection;

/** What a projection is doing. */
public enum ProjectionState {
    /** Applies events as they come. */
    RUNNING,
    /** Its store fails; tries again until it works. */
    WAITING,
    /** An event cannot be folded, or its documents are of another version; nothing is applied any more. */
    STOPPED
}
