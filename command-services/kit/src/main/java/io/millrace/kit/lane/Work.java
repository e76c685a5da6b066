package io.millrace.kit.lane;

import io.vertx.core.Promise;

/** What waits in a lane: a unit that is committed as a whole or not at all. */
sealed interface Work<C, S> {

    /** How many commands it holds. */
    int size();

    void fail(Throwable cause);

    record CommandWork<C, S>(CommandRequest<C, S> request, Promise<Outcome> promise) implements Work<C, S> {
        @Override
        public int size() {
            return 1;
        }

        @Override
        public void fail(Throwable cause) {
            promise.tryFail(cause);
        }
    }

    record ReactionWork<C, S>(Reaction<C> reaction, Promise<Void> promise) implements Work<C, S> {
        @Override
        public int size() {
            return reaction.steps().size();
        }

        @Override
        public void fail(Throwable cause) {
            promise.tryFail(cause);
        }
    }
}
