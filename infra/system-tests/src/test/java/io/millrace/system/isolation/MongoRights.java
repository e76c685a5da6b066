package io.millrace.system.isolation;

import static java.util.Objects.requireNonNull;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoCredential;
import com.mongodb.MongoSecurityException;
import com.mongodb.ServerAddress;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import io.millrace.system.isolation.Matrix.Answer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Tries every account on every database and collection of a MongoDB server; a database belongs to whose name it bears. */
final class MongoRights implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int UNAUTHORIZED = 13;
    private static final int AUTHENTICATION_FAILED = 18;
    private static final int COMMAND_NOT_FOUND = 59;
    private static final Set<String> BUILT_IN = Set.of("admin", "config", "local");
    private static final String NOBODY = "";

    private final String administratorUri;
    private final MongoClient administrator;
    private final Map<String, MongoClient> clients = new HashMap<>();
    private final Map<String, Answer> logins = new HashMap<>();
    private final Set<String> accounts = new TreeSet<>();

    MongoRights(String administratorUri) {
        this.administratorUri = administratorUri;
        administrator = MongoClients.create(administratorUri);
    }

    /**
     * Who can log in, the administrator aside.
     *
     * @param made by the test; a server that is not MongoDB may be unable to tell
     */
    Set<String> accounts(Set<String> made) {
        accounts.addAll(keepsAccounts() ? told() : made);
        return accounts;
    }

    /** Whether it is MongoDB, whose build has a revision, or another server that can tell who its users are. */
    boolean keepsAccounts() {
        return command(administrator, "admin", new Document("buildInfo", 1)).containsKey("gitVersion")
                || !told().isEmpty();
    }

    private Set<String> told() {
        Document question = new Document("usersInfo", new Document("forAllDBs", true));
        Set<String> names = new TreeSet<>();
        try {
            command(administrator, "admin", question)
                    .getList("users", Document.class)
                    .forEach(user -> names.add(user.getString("user")));
        } catch (MongoCommandException e) {
            if (e.getErrorCode() != COMMAND_NOT_FOUND) {
                throw e;
            }
        }
        names.remove(requireNonNull(new ConnectionString(administratorUri).getUsername()));
        return names;
    }

    /** Whether a server that knows accounts keeps them apart: asks for somebody else's documents. */
    boolean enforces(String account, String other) {
        return run(account, other, new Document("find", "tried")) == Answer.REFUSED;
    }

    void tryAll(Matrix matrix, boolean enforced) {
        for (String account : matrix.accounts()) {
            matrix.attempt(account, "(wrong password)", 'l', false, () -> connects(account, "not " + account, account));
            matrix.attempt(
                    account, "(login)", 'l', accounts.contains(account), () -> connects(account, account, account));
            matrix.attempt(account, "(no password)", 'f', false, () -> connects(NOBODY, "", account));
        }
        for (String database : databases()) {
            if (!BUILT_IN.contains(database) && !matrix.accounts().contains(database)) {
                matrix.object("nobody owns database " + database);
            }
            Set<String> collections = collections(database);
            for (String account : matrix.accounts()) {
                if (enforced || account.equals(database)) {
                    tryDatabase(matrix, account, database, enforced);
                    collections.forEach(collection -> tryCollection(matrix, account, database, collection));
                } else {
                    matrix.unanswered(account, database);
                    collections.forEach(collection -> matrix.unanswered(account, database + " " + collection));
                }
            }
        }
    }

    private void tryDatabase(Matrix matrix, String account, String database, boolean enforced) {
        boolean own = database.equals(account);
        Document rename = new Document("renameCollection", database + ".tried").append("to", account + ".renamed");
        Document user =
                new Document("createUser", "tried").append("pwd", "tried").append("roles", List.of());
        attempt(matrix, account, database, 'l', own, new Document("listCollections", 1));
        attempt(matrix, account, database, 't', own, new Document("create", "tried"));
        matrix.attempt(account, database, 'r', own, () -> run(account, "admin", rename));
        attempt(matrix, account, database, 'i', own, insert("renamed"));
        attempt(matrix, account, database, 'x', own, new Document("drop", "renamed"));
        if (enforced) {
            attempt(matrix, account, database, 'u', false, user);
            attempt(matrix, account, database, 'k', false, new Document("dropDatabase", 1));
        }
    }

    /** Of its own, only what changes nothing. */
    private void tryCollection(Matrix matrix, String account, String database, String collection) {
        boolean own = database.equals(account);
        Document nothing = new Document("_id", "tried");
        Document change = new Document("q", nothing).append("u", new Document("$set", new Document("tried", 1)));
        Document deletion = new Document("q", nothing).append("limit", 1);
        String resource = database + " " + collection;
        tryOn(matrix, account, resource, 'f', own, database, new Document("find", collection).append("limit", 1));
        tryOn(
                matrix,
                account,
                resource,
                'w',
                own,
                database,
                new Document("update", collection).append("updates", List.of(change)));
        tryOn(
                matrix,
                account,
                resource,
                'd',
                own,
                database,
                new Document("delete", collection).append("deletes", List.of(deletion)));
        tryOn(matrix, account, resource, 'n', own, database, new Document("listIndexes", collection));
        if (!own) {
            tryOn(matrix, account, resource, 'i', false, database, insert(collection));
            tryOn(matrix, account, resource, 'x', false, database, new Document("drop", collection));
            tryOn(matrix, account, resource, 'm', false, account, mergeInto(database, collection));
        }
    }

    private void attempt(
            Matrix matrix, String account, String database, char verb, boolean expected, Document command) {
        tryOn(matrix, account, database, verb, expected, database, command);
    }

    private void tryOn(
            Matrix matrix,
            String account,
            String resource,
            char verb,
            boolean expected,
            String database,
            Document command) {
        matrix.attempt(account, resource, verb, expected, () -> run(account, database, command));
    }

    private static Document insert(String collection) {
        return new Document("insert", collection).append("documents", List.of(new Document("_id", "tried")));
    }

    private static Document mergeInto(String database, String collection) {
        Document into = new Document("db", database).append("coll", collection);
        return new Document("aggregate", "tried")
                .append("pipeline", List.of(new Document("$merge", new Document("into", into))))
                .append("cursor", new Document());
    }

    private Answer connects(String account, String password, String database) {
        try (MongoClient client = MongoClients.create(settings(account, password))) {
            return run(client, database, new Document("find", "tried"));
        }
    }

    /** Who is refused at the door is refused everything; another try would take the driver half a second. */
    private Answer run(String account, String database, Document command) {
        if (logins.computeIfAbsent(account, added -> connects(added, added, added)) == Answer.REFUSED) {
            return Answer.REFUSED;
        }
        return run(
                clients.computeIfAbsent(account, added -> MongoClients.create(settings(added, added))),
                database,
                command);
    }

    private static Answer run(MongoClient client, String database, Document command) {
        try {
            command(client, database, command);
            return Answer.ALLOWED;
        } catch (MongoCommandException e) {
            return refused(e);
        } catch (MongoSecurityException e) {
            if (e.getCause() instanceof MongoCommandException cause) {
                return refused(cause);
            }
            throw e;
        }
    }

    private static Answer refused(MongoCommandException e) {
        if (e.getErrorCode() == UNAUTHORIZED || e.getErrorCode() == AUTHENTICATION_FAILED) {
            return Answer.REFUSED;
        }
        throw e;
    }

    private Set<String> databases() {
        return names(command(administrator, "admin", new Document("listDatabases", 1))
                .getList("databases", Document.class));
    }

    private Set<String> collections(String database) {
        return names(
                requireNonNull(Flux.from(administrator.getDatabase(database).listCollections())
                        .collectList()
                        .block(PATIENCE)));
    }

    private static Set<String> names(List<Document> all) {
        Set<String> names = new TreeSet<>();
        all.forEach(each -> names.add(each.getString("name")));
        return names;
    }

    private static Document command(MongoClient client, String database, Document command) {
        return requireNonNull(
                Mono.from(client.getDatabase(database).runCommand(command)).block(PATIENCE));
    }

    private MongoClientSettings settings(String account, String password) {
        MongoClientSettings.Builder settings = MongoClientSettings.builder()
                .applyToClusterSettings(cluster -> cluster.hosts(hosts()).serverSelectionTimeout(5, TimeUnit.SECONDS));
        return account.equals(NOBODY)
                ? settings.build()
                : settings.credential(MongoCredential.createCredential(account, account, password.toCharArray()))
                        .build();
    }

    private List<ServerAddress> hosts() {
        return new ConnectionString(administratorUri)
                .getHosts().stream().map(ServerAddress::new).toList();
    }

    @Override
    public void close() {
        clients.values().forEach(MongoClient::close);
        administrator.close();
    }
}
