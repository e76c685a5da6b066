package io.millrace.kubernetes;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** An operation of a service's contract, with something in the place of its parameters. */
record Operation(String method, String path) {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    static List<Operation> of(String service) {
        Path file = service.equals("query")
                ? Path.of("../../query-service/src/main/resources/query.openapi.yaml")
                : Path.of("../../command-services", service, "src/main/resources", service + ".yaml");
        Map<String, Object> contract = Manifest.read(file, Kustomization.text(file))
                .findFirst()
                .orElseThrow()
                .fields();
        List<Operation> operations = new ArrayList<>();
        Manifest.asMap(requireNonNull(contract.get("paths")))
                .forEach((path, item) -> Manifest.asMap(item).keySet().stream()
                        .filter(METHODS::contains)
                        .forEach(method -> operations.add(
                                new Operation(method.toUpperCase(Locale.ROOT), path.replaceAll("\\{.*?}", "1")))));
        return operations;
    }
}
