package io.millrace.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The PostgreSQL process that belongs to a data directory, as its pid file tells. */
final class Postmaster {
    private static final long PATIENCE_SECONDS = 5;

    private final Path data;

    Postmaster(Path data) {
        this.data = data;
    }

    /**
     * Stops a server whose JVM was killed: it lives on, holding port and data.
     *
     * @throws IllegalStateException when another live JVM uses the directory
     */
    void stopOrphan() {
        process().ifPresent(orphan -> {
            requireNotInUse();
            List<ProcessHandle> family = withChildren(orphan);
            orphan.destroy();
            if (!gone(orphan)) {
                family.forEach(ProcessHandle::destroyForcibly);
            }
            family.forEach(Postmaster::gone);
        });
    }

    /** Ends the server, if it runs, without any chance to clean up, and waits until its children noticed. */
    void kill() {
        process().ifPresent(postmaster -> {
            List<ProcessHandle> family = withChildren(postmaster);
            postmaster.destroyForcibly();
            family.forEach(Postmaster::gone);
            forgetPid();
        });
    }

    /** The number may soon be another process's. */
    private void forgetPid() {
        try {
            Files.deleteIfExists(pidFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path pidFile() {
        return data.resolve("postmaster.pid");
    }

    private static List<ProcessHandle> withChildren(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants()).toList();
    }

    private static boolean gone(ProcessHandle process) {
        try {
            process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Only a process that is a PostgreSQL server: the number may have gone to somebody else since. */
    private Optional<ProcessHandle> process() {
        return pid().flatMap(ProcessHandle::of)
                .filter(process -> process.info()
                        .command()
                        .map(command -> command.contains("postgres"))
                        .orElse(false));
    }

    private Optional<Long> pid() {
        Path file = pidFile();
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream().findFirst().map(line -> Long.parseLong(line.trim()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void requireNotInUse() {
        Path lock = data.resolve("epg-lock"); // held by the JVM that started the server
        if (!Files.exists(lock)) {
            return;
        }
        try (RandomAccessFile file = new RandomAccessFile(lock.toFile(), "rw");
                FileLock free = file.getChannel().tryLock()) {
            if (free == null) {
                throw inUse();
            }
        } catch (OverlappingFileLockException e) {
            throw inUse();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private IllegalStateException inUse() {
        return new IllegalStateException("PostgreSQL cannot start: " + data + " is in use by a running process");
    }
}
