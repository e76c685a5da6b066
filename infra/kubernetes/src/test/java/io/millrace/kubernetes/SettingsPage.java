package io.millrace.kubernetes;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of docs/settings.md, which another test holds against the services themselves. */
final class SettingsPage {

    private SettingsPage() {}

    static Set<String> of(String service) {
        return rows().filter(row -> isOf(row, service)).map(SettingsPage::name).collect(Collectors.toSet());
    }

    static Set<String> required(String service) {
        return rows().filter(row -> isOf(row, service) && row.get(3).equals("required"))
                .map(SettingsPage::name)
                .collect(Collectors.toSet());
    }

    private static Stream<List<String>> rows() {
        return Kustomization.text(Path.of("..", "..", "docs", "settings.md"))
                .lines()
                .filter(line -> line.startsWith("| `MILLRACE_"))
                .map(line ->
                        Arrays.stream(line.split("\\|", -1)).map(String::strip).toList());
    }

    private static String name(List<String> row) {
        return row.get(1).replace("`", "");
    }

    private static boolean isOf(List<String> row, String service) {
        String services = row.get(2);
        return services.equals("all")
                || List.of(services.split(", ")).contains(service)
                || (services.equals("command services") && !service.equals("query"));
    }
}
