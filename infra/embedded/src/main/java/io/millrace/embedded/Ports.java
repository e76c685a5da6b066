package io.millrace.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Loopback ports. A free port is only likely still free later: nothing reserves it. */
public final class Ports {
    static final String LOOPBACK = "127.0.0.1";

    /**
     * Below the range that systems take clients' own ports from: a client that tries to reach a stopped server would
     * otherwise, sooner or later, be given the server's port itself, and keep it from starting again.
     */
    private static final int LOWEST = 15_000;

    private static final int HIGHEST = 30_000;
    private static final int ATTEMPTS = 200;

    private Ports() {}

    /** A free port for a server that is to be stopped and started on it. */
    public static int free(String server) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port for " + server + " from " + LOWEST + " to " + HIGHEST);
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
