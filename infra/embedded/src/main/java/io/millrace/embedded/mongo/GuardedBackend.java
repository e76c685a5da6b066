package io.millrace.embedded.mongo;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.netty.channel.Channel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * All databases of one server for those who have logged in by SCRAM-SHA-256: to each account what MongoDB's role {@code
 * readWrite} on its own database allows, to administrators everything. Whatever a command names, no other database is
 * reached, because all of them are opened through {@link #resolveDatabase}. Expects to be called by one thread at a time.
 */
public final class GuardedBackend extends StoreBackend {
    private final Accounts accounts;
    private final Cursors cursors = new Cursors();
    /** False while the databases of the file are opened. */
    private final boolean guarded;
    /** Whose command is being executed. */
    private @Nullable Account caller;

    private GuardedBackend(@Nullable Path file, Accounts accounts) {
        super(file);
        this.accounts = accounts;
        this.guarded = true;
    }

    /**
     * Opens the file, creating it when there is none, with all its indexes ready.
     *
     * @param file null to keep everything in memory
     * @param accounts may be added to at any time
     * @throws IllegalStateException when the file is in use by another process or cannot be read
     */
    public static GuardedBackend open(@Nullable Path file, Accounts accounts) {
        return new GuardedBackend(file, accounts);
    }

    /** Refusals are answers; everything else that fails is written to the log by the server. */
    @Override
    public Document handleMessage(MongoMessage message) {
        try {
            return super.handleMessage(message);
        } catch (Refusal refused) {
            return refused.reply();
        }
    }

    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
        Login login = Login.of(channel);
        return switch (command.toLowerCase(Locale.ROOT)) {
            case "saslstart" -> login.start(accounts, database, query);
            case "saslcontinue" -> login.resume(query);
            case "logout" -> login.end();
            case "connectionstatus" -> login.status();
            case "ismaster" -> greeting(super.handleCommand(channel, database, command, query), query);
            default ->
                Permissions.open(command)
                        ? super.handleCommand(channel, database, command, query)
                        : permitted(login.account(), channel, database, command, query);
        };
    }

    /** Clients that ask how to log in and get no answer try SCRAM-SHA-1. */
    private static Document greeting(Document reply, Document query) {
        return query.containsKey("saslSupportedMechs")
                ? reply.append("saslSupportedMechs", List.of(Scram.MECHANISM))
                : reply;
    }

    private Document permitted(
            @Nullable Account account, Channel channel, String database, String command, Document query) {
        if (account == null) {
            throw Refusal.unauthenticated(command);
        }
        Permissions.check(account, database, command, query);
        cursors.check(account, command, query);
        caller = account;
        try {
            Document reply = command.equalsIgnoreCase("usersInfo")
                    ? users()
                    : super.handleCommand(channel, database, command, query);
            cursors.note(account, command, query, reply);
            return command.equalsIgnoreCase("listDatabases") ? visible(account, reply) : reply;
        } finally {
            caller = null;
        }
    }

    private Document users() {
        List<Document> users = accounts.all().stream().map(Account::described).toList();
        Document reply = new Document("users", users);
        Utils.markOkay(reply);
        return reply;
    }

    private static Document visible(Account account, Document reply) {
        List<Object> visible = new ArrayList<>();
        if (reply.get("databases") instanceof Collection<?> all) {
            all.stream()
                    .filter(each ->
                            each instanceof Document database && account.mayUse(String.valueOf(database.get("name"))))
                    .forEach(visible::add);
        }
        return reply.append("databases", visible);
    }

    @Override
    public MongoDatabase resolveDatabase(String name) {
        if (guarded && (caller == null || !caller.mayUse(name))) {
            throw Refusal.unauthorized(name, "anything");
        }
        return super.resolveDatabase(name);
    }
}
