package io.millrace.contracts.testing;

import io.millrace.contracts.EventTypes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The schemas and samples that the module ships, whether it is a folder of classes or a jar. */
public final class PublishedFiles {

    private PublishedFiles() {}

    /** Names within {@code schemas} or {@code samples}, such as {@code orders/OrderPlaced.v1}, sorted. */
    public static List<String> names(String folder) {
        try {
            URI root = Objects.requireNonNull(EventTypes.class.getResource("/" + folder), folder)
                    .toURI();
            if (!root.getScheme().equals("jar")) {
                return names(Path.of(root));
            }
            try (FileSystem jar = FileSystems.newFileSystem(root, Map.of())) {
                return names(jar.getPath("/" + folder));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String text(String folder, String name) {
        try (InputStream in = EventTypes.class.getResourceAsStream("/" + folder + "/" + name + ".json")) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The schema that a sample belongs to: {@code orders/OrderCancelled.v1} of {@code orders/OrderCancelled.v1.minimal}. */
    public static String schemaOfSample(String sample) {
        return sample.replaceFirst("(\\.v\\d+)\\..*", "$1");
    }

    private static List<String> names(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .map(name -> name.replaceFirst("\\.json$", ""))
                    .sorted()
                    .toList();
        }
    }
}
