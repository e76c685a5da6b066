package io.millrace.system.isolation;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What came of every attempt: a row for each resource, a column for each account, a letter for each thing allowed. */
final class Matrix {

    /** What a server said to an attempt. */
    enum Answer {
        ALLOWED,
        REFUSED
    }

    /** Anything but an answer about permissions is an exception. */
    interface Attempt {
        Answer make() throws Exception;
    }

    private final String title;
    private final Set<String> accounts;
    private final Map<String, Map<String, StringBuilder>> rows = new LinkedHashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private int attempts;

    Matrix(String title, Set<String> accounts) {
        this.title = title;
        this.accounts = new TreeSet<>(accounts);
    }

    Set<String> accounts() {
        return accounts;
    }

    /** Makes an attempt and compares the answer with the one expected. */
    void attempt(String account, String resource, char verb, boolean expected, Attempt attempt) {
        attempts++;
        StringBuilder cell = rows.computeIfAbsent(resource, added -> new LinkedHashMap<>())
                .computeIfAbsent(account, added -> new StringBuilder());
        try {
            boolean allowed = attempt.make() == Answer.ALLOWED;
            if (allowed && cell.indexOf(String.valueOf(verb)) < 0) {
                cell.append(verb);
            }
            if (allowed != expected) {
                wrong.add(account + (allowed ? " may " : " may not ") + verb + " " + resource);
            }
        } catch (Exception e) {
            cell.append('!');
            wrong.add(account + " " + verb + " " + resource + ": " + e);
        }
    }

    /** A cell that the server cannot answer. */
    void unanswered(String account, String resource) {
        rows.computeIfAbsent(resource, added -> new LinkedHashMap<>()).put(account, new StringBuilder("?"));
    }

    void object(String objection) {
        wrong.add(objection);
    }

    /** Every attempt whose answer was not the expected one, and every cell that has none. */
    List<String> wrong() {
        List<String> all = new ArrayList<>(wrong);
        rows.forEach((resource, cells) -> accounts.stream()
                .filter(account -> !cells.containsKey(account))
                .forEach(account -> all.add(account + " was not tried on " + resource)));
        return all;
    }

    @Override
    public String toString() {
        int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0) + 2;
        return title + " (" + attempts + " attempts)\n"
                + line(width, "", accounts.stream().toList())
                + rows.entrySet().stream()
                        .map(row -> line(
                                width,
                                row.getKey(),
                                accounts.stream()
                                        .map(account -> cell(row.getValue().get(account)))
                                        .toList()))
                        .collect(joining());
    }

    private static String cell(@Nullable StringBuilder letters) {
        return letters == null ? "" : letters.isEmpty() ? "-" : letters.toString();
    }

    private static String line(int width, String first, List<String> cells) {
        return String.format("%-" + width + "s", first)
                + cells.stream()
                        .map(cell -> String.format("%-11s", cell))
                        .collect(joining())
                        .stripTrailing() + "\n";
    }
}
