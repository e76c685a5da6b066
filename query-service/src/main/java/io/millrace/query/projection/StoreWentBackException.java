package io.millrace.query.projection;

/**
 * The store has forgotten writes that it had acknowledged, as one does that crashes without a journal, or whose primary is
 * replaced by a member that lags behind.
 */
final class StoreWentBackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreWentBackException(Generation generation, Checkpoint known, Checkpoint stored) {
        super("the store has gone back: the checkpoint of " + generation.key() + " stood for " + known.total()
                + " events, written " + known.rev() + " times, and stands for " + stored.total() + ", written "
                + stored.rev() + " times");
    }
}
