package io.millrace.loadtest.subject;

import io.millrace.embedded.Ports;
import io.millrace.loadtest.shop.Addresses;
import io.millrace.loadtest.shop.CannotGoOn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A whole system in which every service is a process of its own, on embedded stores in one more, so that a service can be killed
 * while the others go on. Its methods block.
 */
public final class SeparateServices implements Target, Stoppable {

    static final List<String> ALL = List.of("customers", "catalog", "inventory", "orders", "query");

    private static final String STORES_HEAP = "1g";
    private static final String SERVICE_HEAP = "256m";

    private final ScratchFolder folder = ScratchFolder.make();
    private final Forked stores;
    private final Map<String, Map<String, String>> variables = new TreeMap<>();
    private final Map<String, Integer> ports = new HashMap<>();
    private final Map<String, Forked> services = new ConcurrentHashMap<>();
    private final Thread hook = new Thread(this::stopAll, "services-stop");

    private SeparateServices() {
        stores = Forked.start(
                "the stores",
                line -> line.equals(StoresMain.READY),
                STORES_HEAP,
                Map.of(),
                StoresMain.class.getName(),
                List.of(folder.path().toString()));
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** @throws CannotGoOn when a part does not start; nothing is left running then */
    public static SeparateServices start() {
        SeparateServices system = new SeparateServices();
        try {
            system.startAll();
            return system;
        } catch (CannotGoOn e) {
            system.close();
            throw e;
        }
    }

    private void startAll() {
        for (String service : ALL) {
            int port = Ports.free(service);
            ports.put(service, port);
            Map<String, String> own = new HashMap<>();
            own.put("MILLRACE_HTTP_HOST", "127.0.0.1");
            own.put("MILLRACE_HTTP_PORT", Integer.toString(port));
            variables.put(service, own);
        }
        for (String line : stores.awaitReady()) {
            String[] words = line.split(" ", 3);
            Map<String, String> own = variables.get(words[0]);
            if (own != null && words.length == 3) {
                own.put(words[1], words[2]);
            }
        }
        // Those that wait for nobody first: all at once would keep a small machine from answering itself in time.
        start("customers");
        start("catalog");
        start("inventory", "orders");
        start("query");
    }

    private Forked launch(String service) {
        Forked process = Forked.start(
                service,
                line -> line.contains("is ready"),
                SERVICE_HEAP,
                variables.getOrDefault(service, Map.of()),
                "io.millrace." + service + ".Main",
                List.of());
        services.put(service, process);
        return process;
    }

    /** SIGKILL. */
    @Override
    public void stop(String service) {
        Forked process = services.remove(service);
        if (process != null) {
            process.kill();
        }
    }

    @Override
    public void start(String service) {
        launch(service).awaitReady();
    }

    private void start(String one, String other) {
        Forked first = launch(one);
        Forked second = launch(other);
        first.awaitReady();
        second.awaitReady();
    }

    @Override
    public Addresses addresses() {
        return new Addresses(at("customers"), at("catalog"), at("inventory"), at("orders"), at("query"));
    }

    private String at(String service) {
        return "http://127.0.0.1:" + ports.getOrDefault(service, 0);
    }

    @Override
    public String describe() {
        return "services in processes of their own, on embedded stores in one more";
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            return; // the hook does it
        }
        stopAll();
    }

    private void stopAll() {
        List<Forked> running = List.copyOf(services.values());
        running.parallelStream().forEach(Forked::close);
        stores.close();
        folder.close();
    }
}
