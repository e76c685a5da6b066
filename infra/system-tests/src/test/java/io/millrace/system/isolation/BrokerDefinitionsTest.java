package io.millrace.system.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.BrokerAccount;
import io.millrace.embedded.Services;
import io.millrace.embedded.amqp.Rights;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the broker of infra/docker is told when it starts is what {@link Services} says of the accounts. */
class BrokerDefinitionsTest {

    private static final String OPERATOR = "operator";
    private static final int SALT_BYTES = 4;
    private static final Path SECRETS = Path.of("..", "docker", "secrets");

    private final JsonObject definitions;

    BrokerDefinitionsTest() throws IOException {
        definitions = new JsonObject(Files.readString(SECRETS.resolve("rabbitmq-definitions.json")));
    }

    @Test
    void everybodyMayDoWhatTheServicesNeedAndNothingElse() {
        List<BrokerAccount> accounts = new ArrayList<>(Services.brokerAccounts(name -> name));
        accounts.add(BrokerAccount.administrator(OPERATOR, OPERATOR));
        Map<String, Rights> wanted =
                accounts.stream().collect(Collectors.toMap(BrokerAccount::name, BrokerAccount::rights));
        Map<String, Rights> told = all("permissions")
                .collect(Collectors.toMap(
                        each -> each.getString("user"),
                        each -> new Rights(
                                each.getString("configure"), each.getString("write"), each.getString("read"))));
        assertThat(told).isEqualTo(wanted);
    }

    @Test
    void nobodyElseIsThereAndOnlyTheOperatorAdministers() {
        assertThat(all("users")
                        .collect(Collectors.toMap(
                                each -> each.getString("name"),
                                each -> each.getJsonArray("tags").getList())))
                .isEqualTo(Map.of(
                        "customers",
                        List.of(),
                        "catalog",
                        List.of(),
                        "inventory",
                        List.of(),
                        "orders",
                        List.of(),
                        "query",
                        List.of(),
                        OPERATOR,
                        List.of("administrator")));
    }

    @Test
    void queuesAreQuorumQueuesUnlessTheyAreDeclaredOtherwise() {
        assertThat(all("vhosts"))
                .singleElement()
                .satisfies(
                        host -> assertThat(host.getString("default_queue_type")).isEqualTo("quorum"));
    }

    @Test
    void passwordsAreThoseOfTheServices() throws Exception {
        for (JsonObject user : all("users").toList()) {
            String name = user.getString("name");
            String password = name.equals(OPERATOR)
                    ? secret("rabbitmq-operator")
                    : URI.create(secret(name + "-amqp-uri")).getUserInfo().split(":", 2)[1];
            byte[] stored = Base64.getDecoder().decode(user.getString("password_hash"));
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(stored, 0, SALT_BYTES);
            digest.update(password.getBytes(StandardCharsets.UTF_8));
            assertThat(Arrays.copyOfRange(stored, SALT_BYTES, stored.length))
                    .as(name)
                    .isEqualTo(digest.digest());
        }
    }

    private static String secret(String name) throws IOException {
        return Files.readString(SECRETS.resolve(name)).strip();
    }

    private Stream<JsonObject> all(String what) {
        return definitions.getJsonArray(what).stream().map(JsonObject.class::cast);
    }
}
