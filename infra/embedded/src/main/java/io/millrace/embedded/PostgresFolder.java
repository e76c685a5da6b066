package io.millrace.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.commons.io.FileUtils;

/** What a PostgreSQL server keeps on disk, and the settings it runs with. */
final class PostgresFolder {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int LINES_TOLD = 8;

    private final Path folder;

    PostgresFolder(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    Path data() {
        return folder.resolve("data");
    }

    Path log() {
        return folder.resolve("postgres.log");
    }

    Postmaster postmaster() {
        return new Postmaster(data());
    }

    /** A process that was killed during the very first start left half a database behind, with nothing in it yet. */
    void discardUnfinished() throws IOException {
        if (Files.exists(data()) && !Files.exists(finished())) {
            FileUtils.deleteDirectory(data().toFile());
        }
    }

    void finish() throws IOException {
        if (!Files.exists(finished())) {
            Files.createFile(finished());
        }
    }

    private Path finished() {
        return folder.resolve("initialized");
    }

    EmbeddedPostgres.Builder server(int port) throws IOException {
        Files.createDirectories(folder);
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data())
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(
                        UserFolder.get().resolve("postgres").toFile()) // unpacked once
                .setRegisterShutdownHook(false) // whoever started it decides what stops before it
                .setPGStartupWait(START_LIMIT)
                .setDataDirectoryCustomizer(PostgresFolder::requirePasswords)
                .setConnectConfig("password", administratorPassword())
                .setErrorRedirector(Redirect.appendTo(log().toFile()))
                .setOutputRedirector(Redirect.appendTo(log().toFile()));
        // Arguments of initdb, beside its locale.
        builder.setLocaleConfig("pwfile", superuserPassword().toString())
                .setLocaleConfig("set", ServiceDatabases.QUICK_LOGINS);
        sameOrderOnEveryMachine(builder);
        configure(builder);
        return builder;
    }

    private static void sameOrderOnEveryMachine(EmbeddedPostgres.Builder builder) {
        builder.setLocaleConfig("locale", "C")
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8");
    }

    /** Durable, small, and without sockets in the file system. */
    private static void configure(EmbeddedPostgres.Builder builder) {
        builder.setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("listen_addresses", Ports.LOOPBACK)
                .setServerConfig("max_connections", "200")
                .setServerConfig("shared_buffers", "64MB")
                .setServerConfig("wal_level", "minimal")
                .setServerConfig("max_wal_senders", "0")
                .setServerConfig("log_checkpoints", "off")
                .setServerConfig("jit", "off");
        if (File.separatorChar == '/') {
            builder.setServerConfig("unix_socket_directories", "''");
        }
    }

    private Path superuserPassword() throws IOException {
        Path file = folder.resolve("superuser.password");
        if (!Files.exists(file)) {
            Files.createFile(file);
            UserFolder.ownerOnly(file.toFile());
            Files.writeString(file, UUID.randomUUID().toString());
        }
        return file;
    }

    /** What the server was set up with. */
    String administratorPassword() {
        try {
            return Files.readString(superuserPassword());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requirePasswords(File data) {
        try {
            Files.writeString(data.toPath().resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its last lines, which say why it did not start. */
    String endOfLog() {
        try {
            List<String> lines = Files.exists(log()) ? Files.readAllLines(log()) : List.of();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_TOLD), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
