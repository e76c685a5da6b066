package io.millrace.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
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
    private static final int ANSWER_MILLIS = 1000;

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

    /**
     * Asks by connecting. To bind the port and give it up again would tell more, but a process that is being started
     * at that moment has a copy of every socket for some milliseconds, and would keep the port taken by our own look.
     */
    private static boolean isFree(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(address(port), ANSWER_MILLIS);
            return false;
        } catch (SocketTimeoutException e) {
            return false; // a server that accepts nothing more
        } catch (IOException e) {
            return true;
        }
    }
}
