package io.millrace.demo;

import io.millrace.runtime.trace.TraceOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.function.BiConsumer;

/** A whole system on free ports in a folder of its own; both are gone after {@link #close()} or the end of the JVM. */
final class Scratch implements AutoCloseable {

    private final DataFolder folder;
    private final Demo demo;
    private final Thread hook = new Thread(this::stop, "scratch-stop");

    private Scratch(DataFolder folder, Demo demo) {
        this.folder = folder;
        this.demo = demo;
    }

    /** @throws PartFailed when a part did not start */
    static Scratch start(BiConsumer<String, Duration> started) throws IOException {
        DataFolder folder = DataFolder.open(Files.createTempDirectory("millrace-"));
        try {
            Scratch scratch = new Scratch(folder, Demo.start(folder, Ports.FREE, TraceOptions.NONE, started));
            Runtime.getRuntime().addShutdownHook(scratch.hook);
            return scratch;
        } catch (PartFailed e) {
            folder.delete();
            throw e;
        }
    }

    Addresses addresses() {
        return demo.addresses();
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
        stop();
    }

    private void stop() {
        demo.close();
        try {
            folder.delete();
        } catch (IOException e) {
            System.err.println(folder.path() + " could not be deleted: " + e);
        }
    }
}
