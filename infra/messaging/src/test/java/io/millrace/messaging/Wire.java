package io.millrace.messaging;

import static io.millrace.embedded.junit.Futures.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A network between a process and the broker that can be cut and frozen. Thread-safe. */
final class Wire {
    private final NetServer near;
    private final NetClient far;
    private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
    private final URI broker;
    private volatile boolean cut;

    private Wire(Vertx vertx, String uri) {
        broker = URI.create(uri);
        far = vertx.createNetClient();
        near = vertx.createNetServer().connectHandler(this::accept);
    }

    static Wire to(Vertx vertx, String uri) {
        Wire wire = new Wire(vertx, uri);
        await(wire.near.listen(0, "127.0.0.1"));
        return wire;
    }

    String uri() {
        return "amqp://" + broker.getUserInfo() + "@127.0.0.1:" + near.actualPort();
    }

    private void accept(NetSocket client) {
        client.pause();
        Future<NetSocket> server = cut ? Future.failedFuture("cut") : far.connect(broker.getPort(), broker.getHost());
        server.onSuccess(socket -> join(client, socket)).onFailure(failure -> client.close());
    }

    private void join(NetSocket client, NetSocket server) {
        sockets.add(client);
        sockets.add(server);
        client.pipeTo(server).onComplete(end -> server.close());
        server.pipeTo(client).onComplete(end -> client.close());
    }

    /** Breaks what is connected and lets nothing through. */
    void cut() {
        cut = true;
        sockets.forEach(NetSocket::close);
        sockets.clear();
    }

    void mend() {
        cut = false;
    }

    /** Neither side hears anything any more, nor of the end. */
    void freeze() {
        sockets.forEach(NetSocket::pause);
    }

    void close() {
        cut();
        await(near.close());
        await(far.close());
    }
}
