package io.millrace.embedded.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What an account may ask: MongoDB's role {@code readWrite} on its own database, and little beyond. */
final class Permissions {
    /** For everybody, logged in or not. */
    private static final Set<String> OPEN = Set.of("ping", "buildinfo", "whatsmyuri", "endsessions");

    private static final Set<String> READ_WRITE = Set.of(
            "find",
            "count",
            "distinct",
            "aggregate",
            "getmore",
            "killcursors",
            "insert",
            "update",
            "delete",
            "findandmodify",
            "create",
            "drop",
            "createindexes",
            "dropindexes",
            "listindexes",
            "listcollections",
            "dbstats",
            "collstats",
            "getlasterror",
            "reseterror");

    private Permissions() {}

    static boolean open(String command) {
        return OPEN.contains(command.toLowerCase(Locale.ROOT));
    }

    /** @throws Refusal when the account may not do that */
    static void check(Account account, String database, String command, Document query) {
        String name = command.toLowerCase(Locale.ROOT);
        boolean allowed = account.administrator()
                || (account.mayUse(database) && READ_WRITE.contains(name))
                || (database.equals(Accounts.ADMIN) && allowedOnAdmin(account, name, query));
        if (!allowed) {
            throw Refusal.unauthorized(database, command);
        }
    }

    private static boolean allowedOnAdmin(Account account, String name, Document query) {
        return name.equals("listdatabases") || (name.equals("renamecollection") && withinOwn(account, query));
    }

    private static boolean withinOwn(Account account, Document rename) {
        String own = account.database() + ".";
        return List.of("renameCollection", "to").stream()
                .allMatch(end -> String.valueOf(rename.get(end)).startsWith(own));
    }
}
