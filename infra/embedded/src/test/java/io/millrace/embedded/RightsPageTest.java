package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.amqp.Rights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page from which operators set up a broker grants what the tests' brokers grant. */
class RightsPageTest {

    private static final Path PAGE = Path.of("../../docs/isolation.md");

    @Test
    void listsThePermissionsOfEveryService() throws Exception {
        List<String> granted = Services.brokerAccounts(name -> name).stream()
                .map(account -> line(account.name(), account.rights()))
                .toList();
        assertThat(Files.readAllLines(PAGE))
                .filteredOn(line -> line.startsWith("rabbitmqctl set_permissions"))
                .isEqualTo(granted);
    }

    private static String line(String user, Rights rights) {
        return "rabbitmqctl set_permissions " + user + " '" + rights.configure() + "' '" + rights.write() + "' '"
                + rights.read() + "'";
    }
}
