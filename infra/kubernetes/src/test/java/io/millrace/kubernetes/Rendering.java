package io.millrace.kubernetes;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What kubectl makes of an overlay, with the secrets of the demo, if it is installed. */
final class Rendering {

    private static final Path TARGET = Path.of("target", "rendered");
    private static final Path SECRETS = Path.of("..", "docker", "secrets");

    private Rendering() {}

    /** @param more components that are taken in besides */
    static Optional<List<Manifest>> of(Path overlay, String... more) throws IOException, InterruptedException {
        Optional<Path> kubectl = kubectl();
        if (kubectl.isEmpty()) {
            return Optional.empty();
        }
        for (String folder : List.of("base", "components", "overlays")) {
            copy(Path.of(folder), TARGET.resolve(folder));
        }
        copy(SECRETS, TARGET.resolve("overlays/try/secrets"));
        Path rendered =
                Files.createDirectories(TARGET).resolve(String.join("-", more) + overlay.getFileName() + ".yaml");
        Process process = new ProcessBuilder(
                        kubectl.get().toString(),
                        "kustomize",
                        with(overlay, more).toString())
                .redirectOutput(rendered.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("kubectl cannot render " + overlay);
        }
        return Optional.of(Manifest.read(rendered, Kustomization.text(rendered)).toList());
    }

    private static Path with(Path overlay, String... components) throws IOException {
        if (components.length == 0) {
            return TARGET.resolve(overlay);
        }
        Path folder = Files.createDirectories(TARGET.resolve(overlay + "-with-" + String.join("-", components)));
        Files.writeString(
                folder.resolve("kustomization.yaml"),
                "resources: [../" + overlay.getFileName() + "]\ncomponents:\n"
                        + Arrays.stream(components)
                                .map(component -> "  - ../../components/" + component + "\n")
                                .collect(Collectors.joining()));
        return folder;
    }

    private static Optional<Path> kubectl() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.filter(Files::isRegularFile).forEach(file -> {
                Path copy = to.resolve(from.relativize(file));
                try {
                    Files.createDirectories(copy.getParent());
                    Files.writeString(copy, Files.readString(file, StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
