package io.millrace.embedded.mongo;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who a connection belongs to, from the end of its SASL conversation until it closes. */
final class Login {
    private static final AttributeKey<Login> KEY = AttributeKey.valueOf(Login.class, "login");

    private @Nullable Account account;
    private @Nullable Scram conversation;
    private boolean proven;
    private boolean skipEmptyExchange;

    static Login of(Channel channel) {
        Login fresh = new Login();
        Login known = channel.attr(KEY).setIfAbsent(fresh);
        return known == null ? fresh : known;
    }

    /** Null for nobody yet. */
    @Nullable
    Account account() {
        return account;
    }

    Document start(Accounts accounts, String database, Document command) {
        conversation = null;
        if (!Scram.MECHANISM.equals(command.get("mechanism"))) {
            throw Refusal.authenticationFailed();
        }
        Scram begun = Scram.begin(accounts, database, payload(command));
        skipEmptyExchange =
                command.get("options") instanceof Document options && Utils.isTrue(options.get("skipEmptyExchange"));
        proven = false;
        conversation = begun;
        return reply(begun.challenge(), false);
    }

    Document resume(Document command) {
        Scram scram = conversation;
        if (scram == null) {
            throw Refusal.authenticationFailed();
        }
        if (proven) {
            return done(scram, "");
        }
        conversation = null; // a wrong proof ends it
        String signature = scram.conclude(payload(command));
        if (skipEmptyExchange) {
            return done(scram, signature);
        }
        conversation = scram;
        proven = true;
        return reply(signature, false);
    }

    private Document done(Scram scram, String payload) {
        account = scram.account();
        conversation = null;
        return reply(payload, true);
    }

    Document end() {
        account = null;
        conversation = null;
        return ok(new Document());
    }

    /** As {@code connectionStatus} tells it. */
    Document status() {
        Account user = account;
        List<Document> users =
                user == null ? List.of() : List.of(new Document("user", user.name()).append("db", user.database()));
        Document info = new Document("authenticatedUsers", users)
                .append("authenticatedUserRoles", user == null ? List.of() : List.of(user.role()));
        return ok(new Document("authInfo", info));
    }

    private static String payload(Document command) {
        Object payload = command.get("payload");
        if (payload instanceof BinData data) {
            return new String(data.getData(), UTF_8);
        }
        if (payload instanceof byte[] bytes) {
            return new String(bytes, UTF_8);
        }
        throw Refusal.authenticationFailed();
    }

    private static Document reply(String payload, boolean done) {
        return ok(new Document("conversationId", 1)
                .append("done", done)
                .append("payload", new BinData(payload.getBytes(UTF_8))));
    }

    private static Document ok(Document reply) {
        Utils.markOkay(reply);
        return reply;
    }
}
