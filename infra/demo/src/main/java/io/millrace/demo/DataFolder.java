package io.millrace.demo;

import io.millrace.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the three stores keep their data. One process at a time: it is locked while open. */
final class DataFolder implements AutoCloseable {

    private static final List<String> STORES = List.of("postgres", "broker", "mongo");

    private final Path path;
    private final FileChannel lock;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** @throws IOException in one line for a person, when it cannot be made or another process has it open */
    static DataFolder open(Path wanted) throws IOException {
        Path path = wanted.toAbsolutePath().normalize();
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new IOException("The data folder " + path + " cannot be made: " + e, e);
        }
        FileChannel channel =
                FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            channel.close();
            throw new IOException("Another demo is running on " + path + "; stop it, or name another folder by --data");
        }
        return new DataFolder(path, channel);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    Path path() {
        return path;
    }

    /** For a person: from where she stands, if it lies below. */
    @Override
    public String toString() {
        Path here = Path.of("").toAbsolutePath();
        return (path.startsWith(here) ? here.relativize(path) : path).toString();
    }

    Path postgres() {
        return path.resolve("postgres");
    }

    Path broker() {
        return path.resolve("broker");
    }

    Path mongo() {
        return path.resolve("mongo");
    }

    /** Deletes what the stores keep here, and nothing else. */
    void forget() throws IOException {
        if (Files.exists(postgres().resolve("data").resolve("postmaster.pid"))) {
            EmbeddedPostgres.start(postgres(), 0).close(); // ends a server that a killed demo left running
        }
        for (String store : STORES) {
            delete(path.resolve(store));
        }
    }

    /** Deletes the whole folder; only for one that was made for the purpose. */
    void delete() throws IOException {
        close();
        delete(path);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
