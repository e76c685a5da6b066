package io.millrace.loadtest.shop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers as a shop does that has one customer and one product, and these orders of one unit each. */
final class FakeShop implements AutoCloseable {

    final String customer = UUID.randomUUID().toString();
    final String product = UUID.randomUUID().toString();
    final List<JsonObject> orders = new ArrayList<>();
    int received = 100;
    /** Events that the read model lacks, and how many it takes in until it is asked again. */
    int behind;

    int takenIn;
    /** From when on it is gone, as an entrance tells. */
    volatile boolean gone;

    final AtomicInteger requests = new AtomicInteger();
    private final HttpServer server;

    FakeShop() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    Addresses addresses() {
        return Addresses.at("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** @return its id */
    String order(String status) {
        String id = UUID.randomUUID().toString();
        JsonObject line = new JsonObject().put("productId", product).put("quantity", 1);
        orders.add(new JsonObject().put("id", id).put("status", status).put("lines", new JsonArray().add(line)));
        return id;
    }

    private long confirmed() {
        return orders.stream()
                .filter(order -> order.getString("status").equals("CONFIRMED"))
                .count();
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = body(exchange.getRequestURI().getPath()).encode().getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        requests.incrementAndGet();
        exchange.sendResponseHeaders(gone ? 503 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private JsonObject body(String path) {
        if (path.equals("/projections")) {
            behind = Math.max(0, behind - takenIn);
            JsonArray sources = new JsonArray().add(new JsonObject().put("lagPositions", behind));
            return new JsonObject().put("items", new JsonArray().add(new JsonObject().put("sources", sources)));
        } else if (path.endsWith("/orders")) {
            return new JsonObject().put("items", new JsonArray(orders));
        } else if (path.startsWith("/customers/")) {
            return new JsonObject().put("ordersPlaced", orders.size()).put("ordersConfirmed", confirmed());
        } else if (path.startsWith("/stock/")) {
            return new JsonObject().put("onHand", ++received).put("reserved", confirmed());
        }
        return new JsonObject().put("available", received - confirmed()).put("unitsSold", confirmed());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
