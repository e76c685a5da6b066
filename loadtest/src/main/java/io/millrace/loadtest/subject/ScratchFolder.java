package io.millrace.loadtest.subject;

import io.millrace.loadtest.shop.CannotGoOn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder for data of servers that are started for a test; gone when it is closed. */
record ScratchFolder(Path path) implements AutoCloseable {

    /** @throws CannotGoOn when there can be none */
    static ScratchFolder make() {
        try {
            return new ScratchFolder(Files.createTempDirectory("millrace-loadtest-"));
        } catch (IOException e) {
            throw new CannotGoOn("No folder for data can be made: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            System.err.println(path + " could not be deleted: " + e);
        }
    }
}
