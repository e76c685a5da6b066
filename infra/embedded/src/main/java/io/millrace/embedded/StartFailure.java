package io.millrace.embedded;

import org.apache.qpid.server.SystemLauncherListener.DefaultSystemLauncherListener;
import org.jspecify.annotations.Nullable;

/** Remembers why a broker did not start: its launcher tells listeners instead of its caller. */
final class StartFailure extends DefaultSystemLauncherListener {
    private @Nullable RuntimeException cause;

    @Override
    public void errorOnStartup(RuntimeException e) {
        cause = e;
    }

    void raise(String server) {
        if (cause != null) {
            throw new IllegalStateException(server + " did not start: " + cause.getMessage(), cause);
        }
    }
}
