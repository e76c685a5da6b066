package io.millrace.loadtest.subject;

import io.millrace.loadtest.shop.CannotGoOn;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Stops and starts a service of whatever deployment by commands of a shell. */
public record ByCommand(String stopCommand, String startCommand) implements Stoppable {

    private static final int LIMIT_SECONDS = 120;

    @Override
    public void stop(String service) {
        run(stopCommand);
    }

    @Override
    public void start(String service) {
        run(startCommand);
    }

    private static void run(String command) {
        try {
            Process process = new ProcessBuilder("sh", "-c", command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new CannotGoOn("'" + command + "' did not end within " + LIMIT_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                throw new CannotGoOn("'" + command + "' ended with exit code " + process.exitValue());
            }
        } catch (IOException e) {
            throw new CannotGoOn("'" + command + "' cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
