package io.millrace.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Loopback ports for servers that are stopped and started again on the port they had. Thread-safe.
 *
 * <p>Between the choice of a port and a server's listening there are seconds, and with a stopped server any time: the
 * port is nobody's for the system. So a choice is kept as a lock on one byte of a file that all processes of a user
 * share; it ends with the process, however that ends. Strangers may still take the port.
 */
public final class Ports {
    static final String LOOPBACK = "127.0.0.1";

    /**
     * Below the range that systems take clients' own ports from: a client that tries to reach a stopped server would
     * otherwise, sooner or later, be given the server's port itself, and keep it from starting again.
     */
    static final int LOWEST = 15_000;

    private static final int HIGHEST = 30_000;
    private static final int ATTEMPTS = 200;

    /** Never closed: closing any channel to a file gives up all locks that the process has on it. */
    private static final FileChannel CHOSEN = open();

    private Ports() {}

    private static FileChannel open() {
        try {
            return FileChannel.open(
                    UserFolder.get().resolve("ports"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A free port for a server that is to be stopped and started on it; given to nobody else while this JVM lives. */
    public static int free(String server) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (choose(port) && isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port for " + server + " from " + LOWEST + " to " + HIGHEST);
    }

    /** Whether nobody chose it before; a port that turns out to be taken stays chosen, which harms nobody. */
    static boolean choose(int port) {
        try {
            return CHOSEN.tryLock(port, 1, false) != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** The wanted port if nothing listens there, any free one for 0. */
    static int claim(String server, int wanted) {
        if (wanted == 0) {
            return free(server);
        }
        if (!isFree(wanted)) {
            throw new PortTaken(server, wanted, null);
        }
        return wanted;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address(port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
