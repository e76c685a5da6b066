package io.millrace.system.outage;

import static java.util.Objects.requireNonNull;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.millrace.embedded.Ports;
import io.millrace.system.process.ForkedService;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A whole system in which nothing is shared: every service, every store and the broker is a process of its own, and can be
 * killed and started again at the same address. Its methods block; to be used by one thread.
 */
final class Town implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";

    private final Path folder;
    private final Servers servers;
    private final Map<Part, Integer> ports = new EnumMap<>(Part.class);
    private final Map<Part, AutoCloseable> running = new EnumMap<>(Part.class);
    /** From each service to its store and to the broker; empty in a town where nothing stands in between. */
    private final Map<Part, TcpProxy> toStore = new EnumMap<>(Part.class);

    private final Map<Part, TcpProxy> toBroker = new EnumMap<>(Part.class);

    private Town(Path folder, Servers servers) {
        this.folder = folder;
        this.servers = servers;
        Part.SERVICES.forEach(service -> ports.put(service, Ports.free(service.name())));
    }

    /** Returns when everything can be used. */
    static Town start(Path folder) {
        return start(new Town(folder, new ProcessServers(folder)));
    }

    /** Every service reaches its store and the broker through a network that can be harmed. */
    static Town startBehindProxies(Path folder) {
        Town town = new Town(folder, Servers.configured(folder));
        for (Part service : Part.SERVICES) {
            town.toStore.put(service, new TcpProxy(town.port(storeOf(service.service()))));
            town.toBroker.put(service, new TcpProxy(town.port(Part.BROKER)));
        }
        return start(town);
    }

    private static Town start(Town town) {
        try {
            town.startAll(Part.STORES);
            town.startAll(Part.SERVICES);
            return town;
        } catch (RuntimeException | Error e) {
            town.close();
            throw e;
        }
    }

    private void startAll(List<Part> parts) {
        List<CompletableFuture<Void>> starts = parts.stream()
                .map(part -> CompletableFuture.runAsync(() -> start(part)))
                .toList();
        CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new)).join();
    }

    /** Starts what is dead, at its old address and with its old data; returns when it can be used. */
    void start(Part part) {
        if (Part.SERVICES.contains(part)) {
            ForkedService service = startService(part);
            note(part, service);
            service.awaitReady();
        } else {
            note(part, servers.start(part));
        }
    }

    private void note(Part part, AutoCloseable process) {
        synchronized (running) {
            running.put(part, process);
        }
    }

    private ForkedService startService(Part part) {
        String service = part.service();
        Map<String, String> variables = new HashMap<>();
        variables.put(
                part == Part.CATALOG || part == Part.QUERY ? "MILLRACE_MONGO_URI" : "MILLRACE_POSTGRES_URI",
                store(service, portOr(toStore, part, storeOf(service))));
        variables.put(
                "MILLRACE_AMQP_URI",
                "amqp://" + service + ":" + service + "@" + LOOPBACK + ":" + portOr(toBroker, part, Part.BROKER));
        variables.put("MILLRACE_HTTP_HOST", LOOPBACK);
        variables.put("MILLRACE_HTTP_PORT", Integer.toString(port(part)));
        return ForkedService.runIn(folder, service, variables);
    }

    private int port(Part part) {
        return Part.SERVICES.contains(part) ? ports.getOrDefault(part, 0) : servers.port(part);
    }

    private int portOr(Map<Part, TcpProxy> proxies, Part service, Part target) {
        TcpProxy proxy = proxies.get(service);
        return proxy == null ? port(target) : proxy.port();
    }

    private static Part storeOf(String service) {
        return Part.valueOf(service.toUpperCase(Locale.ROOT) + "_STORE");
    }

    /** A service's store, credentials included. */
    String store(String service) {
        return store(service, port(storeOf(service)));
    }

    private static String store(String service, int port) {
        String scheme = storeOf(service).isMongo() ? "mongodb" : "postgresql";
        return scheme + "://" + service + ":" + service + "@" + LOOPBACK + ":" + port + "/" + service;
    }

    Servers servers() {
        return servers;
    }

    /** The network from a service to the broker, or else to its store. */
    TcpProxy way(Part service, boolean broker) {
        return requireNonNull((broker ? toBroker : toStore).get(service), "a town behind proxies");
    }

    /** SIGSTOP: it keeps its connections and does nothing. */
    void freeze(Part service) {
        signal(service, "STOP");
    }

    /** SIGCONT. */
    void thaw(Part service) {
        signal(service, "CONT");
    }

    private void signal(Part service, String signal) {
        AutoCloseable process;
        synchronized (running) {
            process = running.get(service);
        }
        if (process instanceof ForkedService forked) {
            forked.signal(signal);
        }
    }

    /** What waits in them is lost; those that do not exist are no matter. */
    void purgeQueuesOf(String subscriber) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri("amqp://query:query@" + LOOPBACK + ":" + port(Part.BROKER));
        try (Connection connection = factory.newConnection()) {
            for (int generation = 1; generation <= 9; generation++) {
                for (String source : List.of("customers", "catalog", "inventory", "orders")) {
                    purge(connection, subscriber + ".g" + generation + "." + source);
                }
            }
        }
    }

    private static void purge(Connection connection, String queue) throws IOException {
        Channel channel = connection.createChannel();
        try {
            channel.queuePurge(queue);
        } catch (IOException absent) {
            // closed by the broker
        }
        channel.abort();
    }

    /** A service's address. */
    String address(String service) {
        return "http://" + LOOPBACK + ":" + port(Part.valueOf(service.toUpperCase(Locale.ROOT)));
    }

    /** SIGKILL. */
    void kill(Part part) {
        AutoCloseable process;
        synchronized (running) {
            process = running.remove(part);
        }
        if (process != null) {
            close(process);
        }
    }

    private static void close(AutoCloseable process) {
        try {
            process.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        List<Part> parts;
        synchronized (running) {
            parts = new ArrayList<>(running.keySet());
        }
        parts.sort(Comparator.reverseOrder()); // services before their stores
        parts.forEach(this::kill);
        toStore.values().forEach(TcpProxy::close);
        toBroker.values().forEach(TcpProxy::close);
        servers.close();
    }
}
