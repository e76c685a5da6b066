package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("own-servers")
class EmbeddedPostgresIT {
    EmbeddedPostgres postgres;

    @BeforeAll
    void start(@TempDir Path folder) {
        postgres = EmbeddedPostgres.start(folder, 0);
        postgres.service("customers", "river'1");
        postgres.service("orders", "river2");
    }

    @AfterAll
    void stop() {
        postgres.close();
    }

    private Connection connect(String database, String user, String password) throws SQLException {
        String url = "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + database;
        return DriverManager.getConnection(url, user, password);
    }

    private String query(String sql) throws SQLException {
        try (Connection connection = connect("customers", "customers", "river'1");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect("customers", "customers", "river'1");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void isDurable() throws SQLException {
        assertThat(query("show fsync")).isEqualTo("on");
        assertThat(query("show synchronous_commit")).isEqualTo("on");
        assertThat(query("select version()")).startsWith("PostgreSQL 18");
    }

    @Test
    void letsLoginsBeQuick() throws SQLException {
        assertThat(query("show scram_iterations")).isEqualTo("1");
    }

    @Test
    void namesTheServerAndThePortThatIsTaken(@TempDir Path folder) throws Exception {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(Ports.address(0));
            assertThatThrownBy(() -> EmbeddedPostgres.start(folder, taken.getLocalPort()))
                    .isInstanceOf(PortTaken.class)
                    .hasMessage("PostgreSQL cannot start: port " + taken.getLocalPort() + " is taken");
        }
    }

    @Test
    void tellsWhereAServiceConnects() {
        assertThat(postgres.uri("customers"))
                .isEqualTo("postgresql://customers:river%271@127.0.0.1:" + postgres.port() + "/customers");
    }

    @Test
    void startsAfreshWhenTheFirstStartWasInterrupted(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/postgresql.conf"), "half a file");
        try (EmbeddedPostgres other = EmbeddedPostgres.start(folder, 0)) {
            assertThat(other.port()).isPositive();
        }
    }

    @Nested
    class Isolation {
        @Test
        void refusesAForeignDatabase() {
            assertThatThrownBy(() -> connect("orders", "customers", "river'1"))
                    .hasFieldOrPropertyWithValue("SQLState", "42501");
        }

        @Test
        void refusesTheDatabasesEveryServerHas() {
            for (String database : new String[] {"postgres", "template1"}) {
                assertThatThrownBy(() -> connect(database, "customers", "river'1"))
                        .hasFieldOrPropertyWithValue("SQLState", "42501");
            }
        }

        @Test
        void refusesAWrongPassword() {
            for (String user : new String[] {"orders", "postgres"}) {
                assertThatThrownBy(() -> connect("orders", user, "guess"))
                        .hasFieldOrPropertyWithValue("SQLState", "28P01");
            }
        }
    }

    @Nested
    class Outages {
        @Test
        void keepsPortAndDataOverAStop() throws SQLException {
            execute("create table kept_over_stop (id int)");
            postgres.stop();
            postgres.stop();
            assertThatThrownBy(() -> query("select 1")).isInstanceOf(SQLException.class);
            postgres.start();
            assertThat(query("select count(*) from kept_over_stop")).isEqualTo("0");
        }

        @Test
        void keepsPortAndDataOverACrash() throws SQLException {
            execute("create table kept_over_crash (id int)");
            postgres.kill();
            assertThatThrownBy(() -> query("select 1")).isInstanceOf(SQLException.class);
            postgres.start();
            assertThat(query("select count(*) from kept_over_crash")).isEqualTo("0");
        }
    }
}
