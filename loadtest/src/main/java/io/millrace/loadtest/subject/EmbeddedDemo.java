package io.millrace.loadtest.subject;

import io.millrace.demo.Main;
import io.millrace.loadtest.shop.Addresses;
import io.millrace.loadtest.shop.CannotGoOn;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The demo in a process of its own, on free ports, with data that is gone when it is closed. */
public final class EmbeddedDemo implements Target {

    private static final String HEAP = "1g";
    private static final Pattern ADDRESS = Pattern.compile("^ *(\\w+) +(http://\\S+)");
    private static final Addresses USUAL = new Addresses(
            "http://127.0.0.1:8101",
            "http://127.0.0.1:8102",
            "http://127.0.0.1:8103",
            "http://127.0.0.1:8104",
            "http://127.0.0.1:8080");

    private final ScratchFolder folder;
    private final Forked process;
    private final Addresses addresses;
    private final Thread hook = new Thread(this::stopAfterSignal, "demo-stop");

    private EmbeddedDemo(ScratchFolder folder, Forked process) {
        this.folder = folder;
        this.process = process;
        Runtime.getRuntime().addShutdownHook(hook);
        this.addresses = addresses(process.awaitReady());
    }

    /** The one that runs at the usual ports, if there is one; else one that is started, and stopped when closed. */
    public static Target runningOrStarted() {
        return Readiness.ofAll(USUAL) ? Target.running(USUAL, "the demo that runs at " + USUAL.query()) : start();
    }

    /** @throws CannotGoOn when it does not start */
    public static EmbeddedDemo start() {
        ScratchFolder folder = ScratchFolder.make();
        Forked process = Forked.start(
                "the demo",
                line -> line.startsWith("Try:"),
                HEAP,
                Map.of(),
                Main.class.getName(),
                List.of("--free-ports", "--data", folder.path().toString()));
        return new EmbeddedDemo(folder, process);
    }

    private static Addresses addresses(List<String> output) {
        return new Addresses(
                address(output, "customers"),
                address(output, "catalog"),
                address(output, "inventory"),
                address(output, "orders"),
                address(output, "query"));
    }

    private static String address(List<String> output, String service) {
        return output.stream()
                .map(ADDRESS::matcher)
                .filter(line -> line.find() && line.group(1).equals(service))
                .map(Matcher::toMatchResult)
                .map(line -> line.group(2))
                .findFirst()
                .orElseThrow(() -> new CannotGoOn("the demo does not tell where " + service + " is"));
    }

    @Override
    public Addresses addresses() {
        return addresses;
    }

    @Override
    public String describe() {
        return "the embedded demo, in a process of its own with " + HEAP + " of heap";
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            return; // the hook does it
        }
        process.close();
        folder.close();
    }

    private void stopAfterSignal() {
        process.closeAfterSignal();
        folder.close();
    }
}
