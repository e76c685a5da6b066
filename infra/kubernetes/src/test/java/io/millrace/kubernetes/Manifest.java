package io.millrace.kubernetes;

import com.google.gson.Gson;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A document of YAML as it stands in a file.
 *
 * @param where for whoever reads a failure
 */
record Manifest(String where, Map<String, Object> fields) {

    private static final Gson GSON = new Gson();

    /** Fails on a key that is there twice. */
    static Stream<Manifest> read(Path file, String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file.toString())
                .setAllowDuplicateKeys(false)
                .build();
        return StreamSupport.stream(new Load(settings).loadAllFromString(text).spliterator(), false)
                .map(document -> of(file, asMap(document)));
    }

    static Manifest of(Path file, Map<String, Object> fields) {
        Manifest read = new Manifest(file.toString(), fields);
        return new Manifest(file + ": " + read.kind() + " " + read.name(), fields);
    }

    /** Such as {@code apps/v1 Deployment}. */
    String kind() {
        return fields.get("apiVersion") + " " + fields.get("kind");
    }

    String name() {
        return fields.get("metadata") instanceof Map<?, ?> metadata ? String.valueOf(metadata.get("name")) : "";
    }

    String json() {
        return GSON.toJson(fields);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> asMap(Object value) {
        return (Map<String, Object>) value;
    }

    @Override
    public String toString() {
        return where;
    }
}
