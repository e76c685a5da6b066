package io.millrace.embedded.junit;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A server that starts when first asked for. A failed start is tried again by the next one who asks. */
final class OnDemand<S> implements AutoCloseable {
    private final Supplier<Running<S>> starter;
    private @Nullable Running<S> running;

    OnDemand(Supplier<Running<S>> starter) {
        this.starter = starter;
    }

    synchronized S get() {
        if (running == null) {
            running = starter.get();
        }
        return running.server();
    }

    @Override
    public synchronized void close() {
        if (running != null) {
            running.stop().run();
            running = null;
        }
    }
}
