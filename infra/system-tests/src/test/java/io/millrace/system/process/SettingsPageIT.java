package io.millrace.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/settings.md says is what each service says of itself. */
class SettingsPageIT {

    private static final List<String> SERVICES = List.of("customers", "catalog", "inventory", "orders", "query");
    private static final Path PAGE = Path.of("..", "..", "docs", "settings.md");

    /** A row of the page, or a line of a service's help. */
    private record Row(String name, String services, String fallback, String meaning) {

        boolean isOf(String service) {
            return services.equals("all")
                    || List.of(services.split(", ")).contains(service)
                    || (services.equals("command services") && !service.equals("query"));
        }

        /** A default that differs from service to service, or from machine to machine, is described instead. */
        boolean tells(String service, String actual) {
            return fallback.equals(actual)
                    || List.of(fallback.split(", ")).contains(actual + " " + service)
                    || fallback.equals("processors, at most 4");
        }
    }

    @Test
    void everySettingOfEveryServiceIsOnThePage() throws IOException {
        List<Row> page = page();
        Set<String> told = new TreeSet<>();
        for (String service : SERVICES) {
            for (Row actual : help(service)) {
                assertThat(page)
                        .as("%s of %s", actual.name(), service)
                        .filteredOn(row -> row.name().equals(actual.name()) && row.isOf(service))
                        .singleElement()
                        .satisfies(row -> {
                            assertThat(row.tells(service, actual.fallback()))
                                    .as("default of %s in %s: %s", row.name(), service, actual.fallback())
                                    .isTrue();
                            assertThat(row.meaning()).isEqualTo(actual.meaning());
                        });
                told.add(service + " " + actual.name());
            }
        }
        for (Row row : page) {
            assertThat(SERVICES)
                    .filteredOn(row::isOf)
                    .as(row.name())
                    .isNotEmpty()
                    .allSatisfy(service -> assertThat(told).contains(service + " " + row.name()));
        }
    }

    private static List<Row> page() throws IOException {
        try (Stream<String> lines = Files.lines(PAGE)) {
            return lines.filter(line -> line.startsWith("| `MILLRACE_"))
                    .map(line -> Arrays.stream(line.split("\\|", -1))
                            .map(String::strip)
                            .toList())
                    .map(cells -> new Row(plain(cells.get(1)), cells.get(2), plain(cells.get(3)), cells.get(4)))
                    .toList();
        }
    }

    private static String plain(String cell) {
        return cell.replace("`", "");
    }

    private static List<Row> help(String service) {
        try (ForkedService process = ForkedService.run(service, Map.of(), "--help")) {
            assertThat(process.exitCode()).isZero();
            List<Row> rows = new ArrayList<>();
            process.output()
                    .lines()
                    .filter(line -> line.startsWith("MILLRACE_"))
                    .map(line -> line.replace("(required)", "required").split(" +", 3))
                    .forEach(parts -> rows.add(new Row(parts[0], service, parts[1], parts[2])));
            assertThat(rows).isNotEmpty();
            return rows;
        }
    }
}
