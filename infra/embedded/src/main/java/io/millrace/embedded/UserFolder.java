package io.millrace.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What all embedded servers of a user share, apart from the temporary folder, whose sweepers take old files. */
final class UserFolder {

    private UserFolder() {}

    static Path get() throws IOException {
        Path folder = Path.of(System.getProperty("user.home"), ".cache", "millrace");
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            ownerOnly(folder.toFile());
        }
        return folder;
    }

    static void ownerOnly(File file) {
        file.setReadable(false, false);
        file.setReadable(true, true);
        file.setWritable(false, false);
        file.setWritable(true, true);
        if (file.isDirectory()) {
            file.setExecutable(false, false);
            file.setExecutable(true, true);
        }
    }
}
