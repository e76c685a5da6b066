package io.millrace.demo.story;

import io.millrace.demo.smoke.Difference;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * Where the story is told, and by whose hands: what cannot be done from inside a container is asked of the script that runs
 * this one, by a line {@code @@ words}; it answers with a line {@code ok}, or with what went wrong.
 */
final class Stage {

    private final PrintStream out;
    private final BufferedReader in;
    private int scenes;

    Stage(PrintStream out, BufferedReader in) {
        this.out = out;
        this.in = in;
    }

    /** Begins a scene, when the presenter says so. */
    void scene(String title) {
        ask("pause");
        scenes++;
        say("");
        say(scenes + ". " + title);
        say("");
    }

    void say(String text, Object... values) {
        out.println("   " + (values.length == 0 ? text : String.format(Locale.ROOT, text, values)));
        out.flush();
    }

    /** Has something done, and waits until it is. */
    void ask(String words) {
        out.println("@@ " + words);
        out.flush();
        String answer = answer();
        if (!answer.equals("ok")) {
            throw new Difference("What was asked for: " + words, "done", answer);
        }
    }

    private String answer() {
        try {
            String line = in.readLine();
            return line == null ? "nobody there: run infra/docker/story" : line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
