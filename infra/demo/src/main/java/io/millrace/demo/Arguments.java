package io.millrace.demo;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * What the command line asks for.
 *
 * @param data where data is kept
 * @param fresh whether data of earlier runs is forgotten first
 */
record Arguments(Task task, Path data, boolean fresh, Ports ports) {

    enum Task {
        /** Run until stopped. */
        RUN,
        /** Play the story, check, stop. */
        SMOKE,
        /** Start and stop, for what the start script learns from it. */
        PREPARE
    }

    /** The start script names the folder beside itself. */
    private static final Path DATA = Path.of(System.getProperty("millrace.demo.data", "data"));

    /** @throws IllegalArgumentException telling what is wrong */
    static Arguments parse(String... words) {
        Arguments wanted = new Arguments(Task.RUN, DATA, false, Ports.USUAL);
        for (int i = 0; i < words.length; i++) {
            switch (words[i]) {
                case "smoke" -> wanted = wanted.doing(Task.SMOKE);
                case "prepare" -> wanted = wanted.doing(Task.PREPARE);
                case "--fresh" -> wanted = new Arguments(wanted.task, wanted.data, true, wanted.ports);
                case "--free-ports" -> wanted = new Arguments(wanted.task, wanted.data, wanted.fresh, Ports.FREE);
                case "--data" -> wanted = new Arguments(wanted.task, folder(words, ++i), wanted.fresh, wanted.ports);
                default -> throw new IllegalArgumentException("unknown argument " + words[i]);
            }
        }
        return wanted;
    }

    private Arguments doing(Task other) {
        return new Arguments(other, data, fresh, ports);
    }

    private static Path folder(String[] words, int index) {
        if (index == words.length) {
            throw new IllegalArgumentException("--data needs a folder");
        }
        try {
            return Path.of(words[index]);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(words[index] + " is no path", e);
        }
    }
}
