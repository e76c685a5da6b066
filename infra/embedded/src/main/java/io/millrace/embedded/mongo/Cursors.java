package io.millrace.embedded.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who opened which cursor: they are numbered, so anybody could guess one. Belongs to the server's thread. */
final class Cursors {
    private static final String GET_MORE = "getMore";

    private final Map<Long, Account> owners = new HashMap<>();

    /** @throws Refusal when the command is about a cursor of somebody else */
    void check(Account account, String command, Document query) {
        if (command.equalsIgnoreCase(GET_MORE)) {
            check(account, query.get(command));
        } else if (command.equalsIgnoreCase("killCursors") && query.get("cursors") instanceof List<?> killed) {
            killed.forEach(cursor -> check(account, cursor));
            killed.forEach(owners::remove);
        }
    }

    private void check(Account account, @Nullable Object cursor) {
        if (cursor instanceof Long id && !owners.getOrDefault(id, account).equals(account)) {
            throw Refusal.foreignCursor(id);
        }
    }

    /** Remembers a cursor from the reply that opened it to the one that exhausts it. */
    void note(Account account, String command, Document query, Document reply) {
        if (reply.get("cursor") instanceof Document cursor && cursor.get("id") instanceof Long id) {
            if (id != 0) {
                owners.put(id, account);
            } else if (command.equalsIgnoreCase(GET_MORE)) {
                owners.remove(query.get(command));
            }
        }
    }
}
