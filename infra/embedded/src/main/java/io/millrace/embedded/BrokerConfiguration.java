package io.millrace.embedded;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Broker-J's configuration, rebuilt at each start; what a folder keeps is only queues and messages. */
final class BrokerConfiguration {
    /** Few threads: the defaults are made for thousands of connections. */
    private static final Map<String, String> CONTEXT = Map.of(
            "queue.behaviourOnUnknownDeclareArgument", "IGNORE",
            "exchange.behaviourOnUnknownDeclareArgument", "IGNORE",
            "broker.failStartupWithErroredChild", "true",
            "qpid.compact_memory_interval", "100", // it looks once more before it ends
            "virtualhost.connectionThreadPool.size", "8",
            "virtualhost.connectionThreadPool.numberOfSelectors", "1",
            "virtualhost.housekeepingThreadCount", "1",
            "qpid.port.amqp.threadPool.size", "2",
            "qpid.port.amqp.threadPool.numberOfSelectors", "1");

    /** Two of the store's threads watch for disks and people that damage its files; nothing here needs them. */
    private static final Map<String, Object> STORE =
            Map.of("je.env.runVerifier", "false", "je.log.detectFileDelete", "false");

    private final @Nullable Path folder;
    private final int port;
    private final Collection<BrokerAccount> accounts;

    BrokerConfiguration(@Nullable Path folder, int port, Collection<BrokerAccount> accounts) {
        this.folder = folder == null ? null : folder.toAbsolutePath();
        this.port = port;
        this.accounts = List.copyOf(accounts);
    }

    Map<String, Object> attributes() {
        Map<String, String> context = new HashMap<>(CONTEXT);
        accounts.forEach(account -> context.putAll(account.rights().variables(account.name())));
        if (folder != null) {
            context.put("qpid.work_dir", folder.toString());
        }
        return Map.of(
                "type",
                "Memory",
                "initialConfigurationLocation",
                location(),
                "startupLoggedToSystemOut",
                false,
                "context",
                context);
    }

    private String location() {
        byte[] json = broker().encode().getBytes(StandardCharsets.UTF_8);
        return "data:application/json;base64," + Base64.getEncoder().encodeToString(json);
    }

    private JsonObject broker() {
        return new JsonObject()
                .put("name", "millrace")
                .put("modelVersion", "9.1")
                .put("authenticationproviders", new JsonArray().add(passwords()))
                .put("ports", new JsonArray().add(amqp()))
                .put("virtualhostnodes", new JsonArray().add(virtualHost()));
    }

    private JsonObject passwords() {
        JsonArray users = new JsonArray();
        accounts.forEach(account -> users.add(new JsonObject()
                .put("name", account.name())
                .put("type", "managed")
                .put("password", account.password())));
        return new JsonObject()
                .put("name", "passwords")
                .put("type", "Plain")
                .put("secureOnlyMechanisms", new JsonArray())
                .put("users", users);
    }

    private JsonObject amqp() {
        return new JsonObject()
                .put("name", "AMQP")
                .put("port", String.valueOf(port))
                .put("bindingAddress", Ports.LOOPBACK)
                .put("authenticationProvider", "passwords")
                .put("protocols", new JsonArray().add("AMQP_0_9_1"))
                .put(
                        "virtualhostaliases",
                        new JsonArray().add(alias("defaultAlias")).add(alias("nameAlias")));
    }

    private static JsonObject alias(String type) {
        return new JsonObject().put("name", type).put("type", type);
    }

    private JsonObject virtualHost() {
        JsonObject node = new JsonObject().put("name", "default").put("defaultVirtualHostNode", true);
        return folder == null
                ? node.put("type", "Memory").put("virtualHostInitialConfiguration", host("Memory"))
                : node.put("type", "BDB")
                        .put("storePath", folder.resolve("messages").toString())
                        .put("environmentConfiguration", new JsonObject(STORE))
                        .put("virtualHostInitialConfiguration", host("ProvidedStore"));
    }

    private static String host(String type) {
        return new JsonObject().put("type", type).encode();
    }
}
