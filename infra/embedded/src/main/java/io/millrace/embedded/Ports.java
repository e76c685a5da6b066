package io.millrace.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Loopback ports. A free port is only likely still free later: nothing reserves it. */
final class Ports {
    static final String LOOPBACK = "127.0.0.1";

    private Ports() {}

    static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** The wanted port if nothing listens there, any free one for 0. */
    static int claim(String server, int wanted) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address(wanted));
            return socket.getLocalPort();
        } catch (IOException e) {
            if (wanted == 0) {
                throw new UncheckedIOException("no free port for " + server, e);
            }
            throw new PortTaken(server, wanted, e);
        }
    }
}
