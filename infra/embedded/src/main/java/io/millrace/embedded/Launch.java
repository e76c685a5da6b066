package io.millrace.embedded;

import org.apache.qpid.server.SystemLauncherListener.DefaultSystemLauncherListener;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.SystemConfig;
import org.jspecify.annotations.Nullable;

/** What becomes of the start of a broker: its launcher tells listeners instead of its caller. */
final class Launch extends DefaultSystemLauncherListener {
    private @Nullable RuntimeException failure;
    private volatile @Nullable SystemConfig<?> system;

    @Override
    public void errorOnStartup(RuntimeException e) {
        failure = e;
    }

    @Override
    public void onContainerResolve(SystemConfig<?> resolved) {
        system = resolved;
    }

    /** @throws IllegalStateException when it did not start */
    Broker<?> broker(String server) {
        SystemConfig<?> started = system;
        if (failure == null && started != null && started.getContainer() instanceof Broker<?> broker) {
            return broker;
        }
        String reason = failure == null ? "" : ": " + failure.getMessage();
        throw new IllegalStateException(server + " did not start" + reason, failure);
    }
}
