package io.millrace.demo.story;

import io.millrace.demo.smoke.Difference;
import io.millrace.demo.smoke.Endpoints;
import io.millrace.runtime.InvalidSettings;
import io.millrace.runtime.Settings;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Tells the story of the system behind an entrance, or, with {@code load SECONDS}, is many customers for a while and then looks
 * whether anything got lost.
 *
 * <p>Exit codes: 0 all was seen as it must be, 1 something was not, 2 wrong settings or arguments.
 */
public final class Main {

    private static final int LONGEST_LOAD_SECONDS = 3600;

    private Main() {}

    public static void main(String[] args) {
        Settings settings = Settings.of(System.getenv());
        URI entrance = settings.uri(
                "MILLRACE_ENTRANCE", "http://entrance:8080", "the entrance to the services", "http", "https");
        try {
            settings.check();
        } catch (InvalidSettings e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
        String url = entrance.toString().replaceAll("/$", "");
        System.exit(run(new Endpoints(url, url, url, url, url), args));
    }

    private static int run(Endpoints at, String... args) {
        Stage stage =
                new Stage(System.out, new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
        try {
            if (args.length == 0) {
                Tale.tell(at, stage);
            } else {
                Load.run(at, stage, length(args));
            }
            return 0;
        } catch (IllegalArgumentException e) {
            System.err.println("story: " + e.getMessage());
            return 2;
        } catch (Difference | UncheckedIOException e) {
            stage.say("");
            stage.say("Not as it must be: " + e.getMessage());
            return 1;
        }
    }

    private static Duration length(String... args) {
        try {
            int seconds = args.length == 2 && args[0].equals("load") ? Integer.parseInt(args[1]) : 0;
            if (seconds >= 1 && seconds <= LONGEST_LOAD_SECONDS) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(args[1] + " is no number of seconds", e);
        }
        throw new IllegalArgumentException(
                "takes nothing, or load and a number of seconds from 1 to " + LONGEST_LOAD_SECONDS);
    }
}
