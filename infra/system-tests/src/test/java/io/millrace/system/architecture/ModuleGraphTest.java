package io.millrace.system.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Which module may depend on which, read from the poms. */
class ModuleGraphTest {

    private static final Set<String> SERVICE = Set.of("contracts", "kit", "messaging", "runtime");
    /** What each module's own code may use; tests may use {@code embedded} besides. */
    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry("contracts", Set.of()),
            Map.entry("embedded", Set.of()),
            Map.entry("messaging", Set.of("contracts")),
            Map.entry("runtime", Set.of("contracts")),
            Map.entry("kit", Set.of("contracts", "messaging", "runtime")),
            Map.entry("customers", SERVICE),
            Map.entry("catalog", SERVICE),
            Map.entry("inventory", SERVICE),
            Map.entry("orders", SERVICE),
            Map.entry("query-service", Set.of("contracts", "messaging", "runtime")),
            Map.entry("kubernetes", Set.of("runtime")),
            Map.entry("generator", Set.of()));
    /** They put everything together. */
    private static final Set<String> FREE = Set.of("demo", "system-tests", "loadtest");

    private final Map<String, Element> poms = readPoms();

    @Test
    void everyModuleDependsOnlyOnWhatItMay() {
        poms.forEach((module, pom) -> {
            if (!FREE.contains(module)) {
                assertThat(ALLOWED).as("what may %s depend on?", module).containsKey(module);
                assertThat(used(pom, false)).as(module).isSubsetOf(ALLOWED.get(module));
            }
        });
    }

    @Test
    void testsUseNoOtherServiceEither() {
        poms.forEach((module, pom) -> {
            if (!FREE.contains(module)) {
                Set<String> allowed = new TreeSet<>(ALLOWED.getOrDefault(module, Set.of()));
                allowed.add("embedded");
                assertThat(used(pom, true)).as("tests of " + module).isSubsetOf(allowed);
            }
        });
    }

    @Test
    void modulesStandInTheOrderOfTheirDependencies() {
        List<String> order = List.copyOf(poms.keySet());
        poms.forEach((module, pom) -> Stream.concat(used(pom, false).stream(), used(pom, true).stream())
                .forEach(used -> assertThat(order.indexOf(used))
                        .as("%s comes before %s", used, module)
                        .isBetween(0, order.indexOf(module) - 1)));
    }

    private static Set<String> used(Element pom, boolean byTests) {
        Set<String> used = new TreeSet<>();
        for (Element dependencies : children(pom, "dependencies")) {
            for (Element dependency : children(dependencies, "dependency")) {
                boolean own = text(dependency, "groupId").equals("io.millrace");
                boolean forTests = text(dependency, "scope").equals("test")
                        || text(dependency, "type").equals("test-jar");
                if (own && forTests == byTests) {
                    used.add(text(dependency, "artifactId"));
                }
            }
        }
        return used;
    }

    private static Map<String, Element> readPoms() {
        Path root = root();
        Map<String, Element> poms = new LinkedHashMap<>();
        for (Element modules : children(read(root.resolve("pom.xml")), "modules")) {
            for (Element module : children(modules, "module")) {
                Element pom = read(root.resolve(module.getTextContent()).resolve("pom.xml"));
                poms.put(text(pom, "artifactId"), pom);
            }
        }
        return poms;
    }

    private static Path root() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("command-services"))) {
                return folder;
            }
        }
        throw new AssertionError("run it within the project");
    }

    private static Element read(Path pom) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(pom.toFile())
                    .getDocumentElement();
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new AssertionError(pom.toString(), e);
        }
    }

    private static String text(Element element, String child) {
        return children(element, child).stream()
                .map(Node::getTextContent)
                .findFirst()
                .orElse("");
    }

    private static List<Element> children(Element element, String name) {
        NodeList nodes = element.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(node -> node.getNodeName().equals(name))
                .map(Element.class::cast)
                .toList();
    }
}
