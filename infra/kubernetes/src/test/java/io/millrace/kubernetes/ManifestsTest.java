package io.millrace.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every file is part of something, and every manifest what its kind may be. */
class ManifestsTest {

    static Stream<Kustomization> kustomizations() throws IOException {
        return folders().stream().map(Kustomization::of);
    }

    private static Set<Path> folders() throws IOException {
        return files(path -> path.endsWith("kustomization.yaml")).stream()
                .map(Path::getParent)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What git holds: secrets that somebody has made lie in a folder that it ignores. */
    private static List<Path> files(Predicate<Path> wanted) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : List.of("base", "components", "overlays")) {
            try (Stream<Path> all = Files.walk(Path.of(folder))) {
                all.filter(Files::isRegularFile)
                        .filter(path -> !isSecret(path) && !path.endsWith(".gitignore"))
                        .filter(wanted)
                        .forEach(files::add);
            }
        }
        return files;
    }

    private static boolean isSecret(Path path) {
        return path.toString().contains("/secrets/");
    }

    @Test
    void everyFileIsListedAndEveryListedFileIsThere() throws IOException {
        Set<Path> listed = kustomizations()
                .flatMap(each -> each.files().stream())
                .filter(path -> !isSecret(path))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(new TreeSet<>(files(path -> true))).isEqualTo(listed);
    }

    @ParameterizedTest
    @MethodSource("kustomizations")
    void everyManifestIsWhatItsKindMayBe(Kustomization kustomization) {
        assertThat(kustomization.manifests())
                .allSatisfy(
                        manifest -> assertThatCode(() -> Models.read(manifest)).doesNotThrowAnyException());
    }

    @ParameterizedTest
    @MethodSource("kustomizations")
    void nothingIsThereTwice(Kustomization kustomization) {
        assertThat(kustomization.manifests().stream().map(manifest -> manifest.kind() + " " + manifest.name()))
                .doesNotHaveDuplicates();
    }

    @Test
    void noSecretStandsInAManifest() throws IOException {
        assertThat(kustomizations().flatMap(each -> each.manifests().stream()).map(Manifest::kind))
                .isNotEmpty()
                .doesNotContain("v1 Secret");
    }

    @Test
    void theStoresAreSetUpAsInContainers() {
        assertSame("components/stores/own-database.sh", "postgres/own-database.sh");
        assertSame("components/stores/millrace.conf", "rabbitmq/millrace.conf");
    }

    private static void assertSame(String here, String inDocker) {
        assertThat(Kustomization.text(Path.of(here)))
                .as(here)
                .isEqualTo(Kustomization.text(Path.of("..", "docker", inDocker)));
    }

    @Test
    void theRulesAreThoseOfTheDemoInContainers() {
        Path file = Path.of("..", "docker", "prometheus", "rules.yml");
        Map<String, Object> demo = Manifest.read(file, Kustomization.text(file))
                .findFirst()
                .orElseThrow()
                .fields();
        assertThat(Kustomization.of(Path.of("components", "monitoring")).manifests())
                .filteredOn(manifest -> manifest.kind().endsWith("PrometheusRule"))
                .singleElement()
                .satisfies(rule -> assertThat(rule.fields().get("spec")).isEqualTo(demo));
    }

    /** What these tests would not see otherwise. */
    @Nested
    class AModelRefuses {

        private static final String SERVICE = """
                apiVersion: v1
                kind: Service
                metadata: {name: one}
                spec:
                  selector: {app: one}
                  ports: [{name: http, port: 80%s}]
                """;
        private static final String ROUTE = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: one}
                spec:
                  rules: [{backendRefs: [{name: one, port: %s}]}]
                """;

        @Test
        void nothingOfWhatItShouldTake() {
            assertThat(read(SERVICE.formatted(", targetPort: http"))).isNotNull();
            assertThat(read(ROUTE.formatted("80"))).isNotNull();
        }

        @ParameterizedTest
        @ValueSource(strings = {", targetport: http", ", name1: {}"})
        void fieldsThatItDoesNotKnow(String field) {
            refused(SERVICE.formatted(field));
        }

        @Test
        void otherTypes() {
            refused(SERVICE.replace("80%s", "eighty"));
            refused(SERVICE.replace("{app: one}", "one"));
        }

        @Test
        void whatLacksSomethingThatIsRequired() {
            refused(SERVICE.replace("port: 80%s", "protocol: TCP"));
        }

        @Test
        void fieldsAndTypesThatOthersDefine() {
            refused(ROUTE.replace("backendRefs", "backends").formatted("80"));
            refused(ROUTE.formatted("eighty"));
        }

        @Test
        void kindsThatItDoesNotKnow() {
            refused(SERVICE.replace("kind: Service", "kind: Servic").formatted(""));
        }

        private static void refused(String text) {
            assertThatIllegalArgumentException().isThrownBy(() -> read(text));
        }

        private static Object read(String text) {
            return Models.read(Manifest.read(Path.of("here"), text).findFirst().orElseThrow());
        }
    }
}
