package io.millrace.contracts.gate;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The schemas of today beside those that were released: two folders of files such as {@code orders/OrderPlaced.v1.json}. */
final class ContractGate {

    static final String RELEASE = "mvn -pl command-services/contracts test -Dcontracts=release";

    private static final JsonMapper JSON = new JsonMapper();
    private static final String ENDING = ".json";

    private final Path released;
    private final Path today;

    ContractGate(Path released, Path today) {
        this.released = released;
        this.today = today;
    }

    /** Why the schemas of today break what was released, a text for each that does; empty if none does. */
    List<String> refusals() {
        SortedSet<String> present = names(today);
        List<String> refusals = new ArrayList<>();
        for (String name : names(released)) {
            if (!present.contains(name)) {
                refusals.add(gone(name));
                continue;
            }
            List<Change> changes = SchemaComparison.between(read(released, name), read(today, name));
            if (!changes.isEmpty()) {
                refusals.add(changed(name, changes));
            }
        }
        return refusals;
    }

    /** What is to be released, and how, a text for each new version; empty if there is none. */
    List<String> notReleased() {
        SortedSet<String> names = names(today);
        names.removeAll(names(released));
        return names.stream()
                .map(name ->
                        name + " is new and not released. Once it is as it is to stay, release it with\n  " + RELEASE
                                + "\nand commit what that writes; from then on it may gain optional fields and nothing else may"
                                + " change.")
                .toList();
    }

    /**
     * Releases the schemas of today. What was released before stays, with the optional fields it has gained.
     *
     * @throws IllegalStateException if they break what was released; nothing is written then
     */
    void release() {
        List<String> refusals = refusals();
        if (!refusals.isEmpty()) {
            throw new IllegalStateException("Nothing is released.\n\n" + String.join("\n\n", refusals));
        }
        names(today).forEach(this::release);
    }

    private void release(String name) {
        try {
            Path target = released.resolve(name + ENDING);
            Files.createDirectories(target.resolveSibling(""));
            Files.copy(today.resolve(name + ENDING), target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String gone(String name) {
        return name
                + " was released and is gone. Journals hold events of it, and rebuilds read them: put its schema and its"
                + " samples back.";
    }

    private static String changed(String name, List<Change> changes) {
        return name + " is not what was released:\n"
                + changes.stream().map(change -> "  " + change).collect(joining("\n"))
                + "\nJournals hold events of this version and others read it, so it may gain optional fields and nothing else."
                + "\nTake the change back (it is as in released/" + name + ENDING
                + " then) and make it in a new version:"
                + " add " + next(name) + " with samples, change the record, and enter an upcaster that makes it of the"
                + " former version in EventTypes. See \"Changing an event\" in docs/events.md.";
    }

    private static String next(String name) {
        int digits = name.lastIndexOf(".v") + 2;
        return "schemas/" + name.substring(0, digits) + (Integer.parseInt(name.substring(digits)) + 1) + ENDING;
    }

    private static JsonNode read(Path folder, String name) {
        try {
            return JSON.readTree(folder.resolve(name + ENDING).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SortedSet<String> names(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .map(file -> file.substring(0, file.length() - ENDING.length()))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
