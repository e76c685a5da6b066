package io.millrace.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Metrics that are scaled by, alerted on or written about are some that the services have. */
class MetricsTest {

    private static final Path ROOT = Path.of("..", "..");
    private static final Pattern METER = Pattern.compile("\"((?:millrace|http\\.server)\\.[a-z.]+)\"");
    private static final Pattern NAMED = Pattern.compile("\\b(?:millrace|http_server)_[a-z_]+");
    /** What Prometheus' form of a meter adds to its name. */
    private static final List<String> SUFFIXES = List.of(
            "",
            "_total",
            "_count",
            "_sum",
            "_max",
            "_seconds_count",
            "_seconds_sum",
            "_seconds_max",
            "_seconds_bucket",
            "_seconds");

    @Test
    void everyMetricThatIsNamedExists() throws IOException {
        Set<String> meters = new TreeSet<>();
        for (String sources : List.of("infra/messaging", "infra/runtime", "command-services/kit", "query-service")) {
            meters.addAll(found(ROOT.resolve(sources).resolve("src/main/java"), METER, ".java"));
        }
        Set<String> existing = meters.stream()
                .map(meter -> meter.replace('.', '_'))
                .flatMap(meter -> SUFFIXES.stream().map(suffix -> meter + suffix))
                .collect(Collectors.toSet());
        Set<String> named = found(Path.of("components"), NAMED, ".yaml");
        named.addAll(found(Path.of("README.md"), NAMED, ".md"));
        named.addAll(found(ROOT.resolve("docs/scale.md"), NAMED, ".md"));
        assertThat(named).isNotEmpty().isSubsetOf(existing);
    }

    private static Set<String> found(Path where, Pattern pattern, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(where)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .flatMap(file -> pattern.matcher(Kustomization.text(file)).results())
                    .map(match -> match.groupCount() == 0 ? match.group() : match.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
