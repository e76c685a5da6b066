package io.millrace.system.process;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command that runs a class in a JVM of its own, one that starts quickly. Where Maven has packaged the demo, it runs from the
 * jars with the classes that were prepared for that, else with the class path of the tests.
 */
public final class JavaCommand {

    private static final @Nullable String JAR = System.getProperty("millrace.demo.jar");
    private static final @Nullable String CLASSES = System.getProperty("millrace.demo.classes");

    private JavaCommand() {}

    /** @param heap the most that it may use, as {@code -Xmx} has it */
    public static List<String> of(String heap, String mainClass) {
        if (JAR == null || CLASSES == null || !Files.exists(Path.of(CLASSES))) {
            return of(heap, System.getProperty("java.class.path"), mainClass);
        }
        // Sharing needs the class path that the classes were prepared with, or one that begins so.
        List<String> command = of(heap, JAR + File.pathSeparator + testClasses(), mainClass);
        command.add(1, "-XX:SharedArchiveFile=" + CLASSES);
        return command;
    }

    /** With another class path. */
    static List<String> of(String heap, String classPath, String mainClass) {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                mainClass));
    }

    private static Path testClasses() {
        try {
            return Path.of(JavaCommand.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
