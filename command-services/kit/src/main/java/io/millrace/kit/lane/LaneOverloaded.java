package io.millrace.kit.lane;

/** Too many commands wait for a lane; this one was not queued. */
public final class LaneOverloaded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LaneOverloaded(int waiting) {
        super(waiting + " commands are waiting already");
    }
}
