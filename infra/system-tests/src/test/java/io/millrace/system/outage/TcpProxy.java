package io.millrace.system.outage;

import io.millrace.embedded.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The network between a client and a server: can be cut, be slow, and stop at what somebody waits for. Thread-safe. */
final class TcpProxy implements AutoCloseable {

    private static final int BUFFER = 16 * 1024;

    private final ServerSocket server;
    private final int port;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile long delayMillis;
    private volatile @Nullable Trap trap;

    TcpProxy(int target) {
        this.target = target;
        this.port = Ports.free("a proxy");
        try {
            this.server = new ServerSocket(port, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("proxy to " + target, this::accept);
    }

    int port() {
        return port;
    }

    /** Ends all connections, and every new one, until mended. */
    void cut() {
        cut = true;
        sockets.forEach(TcpProxy::close);
    }

    /** Every piece of data takes so much longer, until mended. */
    void delay(long millis) {
        delayMillis = millis;
    }

    void mend() {
        cut = false;
        delayMillis = 0;
        trap = null;
    }

    /** Lets everything through until what it waits for comes; that connection then stands still, until it is cut. */
    Trap hold(Trap.Kind kind, byte[] bytes) {
        Trap set = new Trap(kind, bytes);
        trap = set;
        return set;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                sockets.add(client);
                if (cut) {
                    end(client);
                } else {
                    start("connection to " + target, () -> connect(client));
                }
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void connect(Socket client) {
        try {
            Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target);
            upstream.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            sockets.add(upstream);
            AtomicBoolean holdAnswer = new AtomicBoolean();
            start("answers of " + target, () -> pump(upstream, client, new Watch(false, holdAnswer)));
            pump(client, upstream, new Watch(true, holdAnswer));
        } catch (IOException e) {
            end(client);
        }
    }

    /** Looks at one direction of one connection; the end of a piece may be the beginning of what is waited for. */
    private final class Watch {
        private final boolean requests;
        private final AtomicBoolean holdAnswer;
        private byte[] tail = {};

        Watch(boolean requests, AtomicBoolean holdAnswer) {
            this.requests = requests;
            this.holdAnswer = holdAnswer;
        }

        /** Whether the piece is to be held. */
        boolean holds(byte[] buffer, int count) {
            Trap set = trap;
            if (set == null) {
                return false;
            }
            if (!requests && holdAnswer.get()) {
                return set.spring();
            }
            if (set.kind().inRequests() != requests) {
                return false;
            }
            byte[] seen = Arrays.copyOf(tail, tail.length + count);
            System.arraycopy(buffer, 0, seen, tail.length, count);
            tail = Arrays.copyOfRange(seen, Math.max(0, seen.length - set.length() + 1), seen.length);
            if (!set.isIn(seen)) {
                return false;
            }
            if (set.kind() == Trap.Kind.ANSWER_TO_REQUEST) {
                holdAnswer.set(true);
                return false;
            }
            return set.spring();
        }
    }

    private void pump(Socket from, Socket to, Watch watch) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0 && !cut; count = in.read(buffer)) {
                if (delayMillis > 0) {
                    TimeUnit.MILLISECONDS.sleep(delayMillis);
                }
                if (watch.holds(buffer, count)) {
                    return; // the sockets stay open, and are closed with all others
                }
                out.write(buffer, 0, count);
            }
        } catch (IOException e) {
            // both ends are told below
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end(from);
        end(to);
    }

    private void end(Socket socket) {
        sockets.remove(socket);
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
