package io.millrace.kit.journal.postgres;

import io.millrace.kit.journal.StoreOptions;
import io.vertx.pgclient.PgConnectOptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a database up to date: first the journal's tables, then the service's own, each with its own history. Blocking. */
final class Migrations {

    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
    private static final int TIMEOUT_SECONDS = 10;

    private Migrations() {}

    /** Migrates and gives the number of partitions that the journal has. */
    static int migrate(String source, StoreOptions settings) throws SQLException {
        PGSimpleDataSource database = dataSource(settings.uri());
        run(database, "journal_migration", "classpath:io/millrace/kit/journal", settings.partitions());
        run(database, "service_migration", "classpath:db/" + source, settings.partitions());
        int partitions = partitions(database);
        if (partitions != settings.partitions()) {
            LOG.warn(
                    "The journal of {} was created with {} partitions and keeps them; {} were asked for.",
                    source,
                    partitions,
                    settings.partitions());
        }
        return partitions;
    }

    private static void run(PGSimpleDataSource database, String history, String location, int partitions) {
        Flyway.configure()
                .dataSource(database)
                .table(history)
                .locations(location)
                .placeholders(Map.of("partitions", Integer.toString(partitions)))
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }

    private static int partitions(PGSimpleDataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM journal_head")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static PGSimpleDataSource dataSource(String uri) {
        PgConnectOptions options = PgConnectOptions.fromUri(uri);
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setServerNames(new String[] {options.getHost()});
        database.setPortNumbers(new int[] {options.getPort()});
        database.setDatabaseName(options.getDatabase());
        database.setUser(options.getUser());
        database.setPassword(options.getPassword());
        database.setConnectTimeout(TIMEOUT_SECONDS);
        database.setLoginTimeout(TIMEOUT_SECONDS);
        return database;
    }
}
