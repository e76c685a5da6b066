package io.millrace.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder with a {@code kustomization.yaml}, and what that takes in, without the patches: those change numbers alone.
 *
 * @param manifests in the order in which they are taken in
 * @param settings of the ConfigMaps that it makes, by their names
 * @param generated names of ConfigMaps and Secrets that it makes
 * @param files that it lists itself
 */
record Kustomization(
        Path folder,
        List<Manifest> manifests,
        Map<String, Map<String, String>> settings,
        List<String> generated,
        List<Path> files) {

    private static final String FILE = "kustomization.yaml";

    static Kustomization of(Path folder) {
        Kustomization read =
                new Kustomization(folder, new ArrayList<>(), new TreeMap<>(), new ArrayList<>(), new ArrayList<>());
        read.files.add(folder.resolve(FILE));
        Map<String, Object> own = Manifest.read(folder.resolve(FILE), text(folder.resolve(FILE)))
                .findFirst()
                .orElseThrow()
                .fields();
        Stream.concat(list(own, "resources"), list(own, "components"))
                .forEach(listed -> read.take(folder.resolve(listed.toString()).normalize()));
        maps(own, "patches")
                .filter(patch -> patch.containsKey("path"))
                .forEach(patch -> read.files.add(folder.resolve(String.valueOf(patch.get("path")))));
        maps(own, "configMapGenerator").forEach(read::generate);
        maps(own, "secretGenerator").forEach(read::generate);
        return read;
    }

    private void take(Path listed) {
        if (Files.isDirectory(listed)) {
            Kustomization other = of(listed);
            manifests.addAll(other.manifests);
            other.settings.forEach((name, values) -> settings(name).putAll(values));
            generated.addAll(other.generated);
        } else {
            files.add(listed);
            Manifest.read(listed, text(listed)).forEach(manifests::add);
        }
    }

    private void generate(Map<String, Object> generator) {
        String name = String.valueOf(generator.get("name"));
        generated.add(name);
        list(generator, "literals")
                .map(literal -> literal.toString().split("=", 2))
                .forEach(pair -> settings(name).put(pair[0], pair[1]));
        list(generator, "files")
                .map(file -> file.toString().replaceFirst("^[^=]*=", ""))
                .forEach(file -> files.add(folder.resolve(file)));
    }

    private Map<String, String> settings(String name) {
        return settings.computeIfAbsent(name, added -> new LinkedHashMap<>());
    }

    private static Stream<Object> list(Map<String, Object> fields, String name) {
        return fields.get(name) instanceof List<?> values ? values.stream().map(value -> (Object) value) : Stream.of();
    }

    private static Stream<Map<String, Object>> maps(Map<String, Object> fields, String name) {
        return list(fields, name).map(Manifest::asMap);
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
