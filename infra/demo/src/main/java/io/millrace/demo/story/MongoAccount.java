package io.millrace.demo.story;

import com.mongodb.MongoCommandException;
import io.millrace.runtime.InvalidSettings;
import io.millrace.runtime.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.MongoClient;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gives a MongoDB server the account of the service that it belongs to: the one of the service's own URI, which may read and
 * write its database, where it is kept, and nothing else. One that is there gets this password and these rights.
 *
 * <p>Exit codes: 0 it is there, 1 the server could not be reached or refused, 2 wrong settings.
 */
public final class MongoAccount {

    private static final int EXISTS = 51003;
    private static final int LIMIT_SECONDS = 60;

    private final MongoClient database;
    private final URI uri;

    private MongoAccount(MongoClient database, URI uri) {
        this.database = database;
        this.uri = uri;
    }

    public static void main(String[] args) {
        Settings settings = Settings.of(System.getenv());
        URI uri = settings.requiredUri("MILLRACE_MONGO_URI", "the service's own address of its database", "mongodb");
        String root = settings.secret("MILLRACE_MONGO_ROOT_PASSWORD", "password of the server's user root");
        try {
            settings.check();
        } catch (InvalidSettings e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
        System.exit(give(uri, root));
    }

    private static int give(URI uri, String root) {
        Vertx vertx = Vertx.vertx();
        MongoAccount account = new MongoAccount(
                MongoClient.create(
                        vertx,
                        new JsonObject()
                                .put("connection_string", asRoot(uri, root))
                                .put("db_name", database(uri))),
                uri);
        try {
            account.createOrChange().toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
            System.out.println("The account of " + database(uri) + " is there");
            return 0;
        } catch (ExecutionException e) {
            System.err.println("No account for " + database(uri) + ": " + e.getCause());
            return 1;
        } catch (TimeoutException e) {
            System.err.println("No answer from " + uri.getHost() + " for " + LIMIT_SECONDS + " s");
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private Future<?> createOrChange() {
        return database.runCommand("createUser", command("createUser"))
                .recover(failure -> exists(failure)
                        ? database.runCommand("updateUser", command("updateUser"))
                        : Future.failedFuture(failure));
    }

    private JsonObject command(String name) {
        String[] credentials = uri.getUserInfo().split(":", 2);
        JsonObject role = new JsonObject().put("role", "readWrite").put("db", database(uri));
        return new JsonObject()
                .put(name, credentials[0])
                .put("pwd", credentials[1])
                .put("roles", new JsonArray().add(role));
    }

    private static boolean exists(Throwable failure) {
        return failure instanceof MongoCommandException refused && refused.getErrorCode() == EXISTS;
    }

    private static String database(URI uri) {
        return uri.getPath().substring(1);
    }

    private static String asRoot(URI uri, String password) {
        return "mongodb://root:" + URLEncoder.encode(password, StandardCharsets.UTF_8) + "@" + uri.getHost() + ":"
                + uri.getPort() + "/admin?connectTimeoutMS=5000&serverSelectionTimeoutMS=30000";
    }
}
