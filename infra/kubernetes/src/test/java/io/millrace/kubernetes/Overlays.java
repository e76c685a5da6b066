package io.millrace.kubernetes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The overlays as they are written and, where kubectl is installed, as it renders them. */
final class Overlays {

    static final List<String> SERVICES = List.of("customers", "catalog", "inventory", "orders", "query");

    private static final List<String> NAMES = List.of("try", "production");
    private static @Nullable List<Deployed> all;

    private Overlays() {}

    static Stream<Kustomization> written() {
        return NAMES.stream().map(name -> Kustomization.of(Path.of("overlays", name)));
    }

    /** Rendered once, since that takes most of the time. */
    static synchronized Stream<Deployed> all() throws IOException, InterruptedException {
        List<Deployed> read = all;
        if (read == null) {
            read = read();
            all = read;
        }
        return read.stream();
    }

    private static List<Deployed> read() throws IOException, InterruptedException {
        List<Deployed> read = new ArrayList<>();
        for (String name : NAMES) {
            Path folder = Path.of("overlays", name);
            read.add(Deployed.of(name + " as written", Kustomization.of(folder).manifests()));
            Rendering.of(folder).ifPresent(rendered -> read.add(Deployed.of(name + " as rendered", rendered)));
        }
        Rendering.of(Path.of("overlays", "production"), "autoscaling-by-lag")
                .ifPresent(rendered -> read.add(Deployed.of("production by lag as rendered", rendered)));
        return List.copyOf(read);
    }
}
