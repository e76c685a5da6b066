package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void readsEveryKindOfValue() {
        Settings settings = Settings.of(Map.of(
                "MILLRACE_PORT", " 8080 ",
                "MILLRACE_WAIT", "250ms",
                "MILLRACE_DB", "postgresql://u:p@db:5432/orders",
                "MILLRACE_DIR", "/data",
                "MILLRACE_UNIT", "milliseconds",
                "MILLRACE_ON", "TRUE",
                "MILLRACE_PART", "0.25",
                "MILLRACE_NAMES", "a, b,,c",
                "PATH", "ignored"));
        assertThat(settings.integer("MILLRACE_PORT", 1, 0, 65535, "")).isEqualTo(8080);
        assertThat(settings.duration("MILLRACE_WAIT", HOUR, Duration.ZERO, HOUR, ""))
                .isEqualTo(Duration.ofMillis(250));
        assertThat(settings.uri("MILLRACE_DB", "postgresql://x", "", "postgresql"))
                .hasHost("db");
        assertThat(settings.path("MILLRACE_DIR", Path.of("x"), "")).isEqualTo(Path.of("/data"));
        assertThat(settings.choice("MILLRACE_UNIT", TimeUnit.DAYS, "")).isEqualTo(TimeUnit.MILLISECONDS);
        assertThat(settings.flag("MILLRACE_ON", false, "")).isTrue();
        assertThat(settings.fraction("MILLRACE_PART", 1, "")).isEqualTo(0.25);
        assertThat(settings.optionalUri("MILLRACE_DB", "", "postgresql")).isPresent();
        assertThat(settings.optionalUri("MILLRACE_NONE", "", "http")).isEmpty();
        assertThat(settings.list("MILLRACE_NAMES", List.of(), "")).containsExactly("a", "b", "c");
        settings.check();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mongodb://u:p@a:27017,b:27018,c/shop?replicaSet=rs", "mongodb://a,b/shop", "mongodb://a/shop"})
    void takesTheHostsOfAReplicaSet(String address) {
        Settings settings = Settings.of(Map.of("MILLRACE_DB", address));
        assertThat(settings.requiredUri("MILLRACE_DB", "", "mongodb", "mongodb+srv"))
                .isEqualTo(URI.create(address))
                .hasPath("/shop");
        settings.check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mongodb:///shop", "mongodb://a:b,c/shop", "mongodb://a,,c/shop", "amqp://a,b/shop", "a,b"})
    void refusesWhatNamesNoHosts(String address) {
        Settings settings = Settings.of(Map.of("MILLRACE_DB", address));
        settings.requiredUri("MILLRACE_DB", "", "mongodb", "amqp");
        assertThatThrownBy(settings::check).hasMessageContaining("MILLRACE_DB: must be an address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.01", "-0.1", "NaN", "half"})
    void refusesWhatIsNoFraction(String text) {
        Settings settings = Settings.of(Map.of("MILLRACE_PART", text));
        settings.fraction("MILLRACE_PART", 1, "");
        assertThatThrownBy(settings::check)
                .hasMessageContaining("MILLRACE_PART: must be a number from 0 to 1, was \"" + text + "\"");
    }

    @Test
    void refusesAnAddressOfAnotherSchemeWhereNoneIsNeeded() {
        Settings settings = Settings.of(Map.of("MILLRACE_TO", "grpc://a:4317"));
        settings.optionalUri("MILLRACE_TO", "", "http", "https");
        assertThatThrownBy(settings::check).hasMessageContaining("MILLRACE_TO: must be an address such as http://");
    }

    @Test
    void fallsBackToDefaults() {
        Settings settings = Settings.of(Map.of("MILLRACE_PORT", ""));
        assertThat(settings.integer("MILLRACE_PORT", 8101, 0, 65535, "")).isEqualTo(8101);
        assertThat(settings.text("MILLRACE_HOST", "0.0.0.0", "")).isEqualTo("0.0.0.0");
        assertThat(settings.uri("MILLRACE_DB", "amqp://localhost:5672", "", "amqp"))
                .isEqualTo(URI.create("amqp://localhost:5672"));
        settings.check();
    }

    @Test
    void tellsEverythingThatIsWrongAtOnce() {
        Settings settings = Settings.of(Map.of(
                "MILLRACE_PORT", "http",
                "MILLRACE_WAIT", "5 parsecs",
                "MILLRACE_DB", "mysql://root:hunter2@db/x",
                "MILLRACE_ON", "maybe",
                "MILLRACE_BROKER_URL", "amqp://x"));
        settings.integer("MILLRACE_PORT", 1, 0, 65535, "");
        settings.duration("MILLRACE_WAIT", HOUR, Duration.ZERO, HOUR, "");
        settings.uri("MILLRACE_DB", "postgresql://x", "", "postgresql");
        settings.flag("MILLRACE_ON", false, "");
        settings.requiredUri("MILLRACE_BROKER_URI", "the broker", "amqp");
        assertThatThrownBy(settings::check)
                .isInstanceOf(InvalidSettings.class)
                .hasMessageContaining("MILLRACE_PORT: must be a whole number from 0 to 65535, was \"http\"")
                .hasMessageContaining(
                        "MILLRACE_WAIT: must be a length of time (such as 250ms, 10s, 5m, 24h) from 0s to 1h")
                .hasMessageContaining("MILLRACE_DB: must be an address such as postgresql://host:port/name")
                .hasMessageContaining("MILLRACE_ON: must be true or false")
                .hasMessageContaining("MILLRACE_BROKER_URI: is missing: the broker")
                .hasMessageContaining("MILLRACE_BROKER_URL: is not a known setting; did you mean MILLRACE_BROKER_URI?")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void readsSecretsFromFilesAndNeverShowsThem(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "hunter2\n");
        Settings settings = Settings.of(Map.of("MILLRACE_PASSWORD_FILE", file.toString()));
        assertThat(settings.secret("MILLRACE_PASSWORD", "swordfish", "the password"))
                .isEqualTo("hunter2");
        settings.check();
        assertThat(settings.table())
                .doesNotContain("hunter2", "swordfish")
                .contains("MILLRACE_PASSWORD", "the password");
    }

    @Test
    void complainsOfFilesItCannotRead() {
        Settings settings = Settings.of(Map.of("MILLRACE_PASSWORD_FILE", "/does/not/exist"));
        settings.secret("MILLRACE_PASSWORD", "the password");
        assertThatThrownBy(settings::check)
                .hasMessageContaining("MILLRACE_PASSWORD_FILE: cannot be read: /does/not/exist");
    }
}
