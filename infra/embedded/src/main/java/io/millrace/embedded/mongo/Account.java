package io.millrace.embedded.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;

/**
 * Somebody who can log in at a database.
 *
 * @param database where the account is kept, and, unless it is an administrator's, the only one it may use
 */
record Account(String name, String database, boolean administrator, ScramKeys keys) {

    boolean mayUse(String other) {
        return administrator || database.equals(other);
    }

    /** As {@code usersInfo} tells it. */
    Document described() {
        return new Document("_id", database + "." + name)
                .append("user", name)
                .append("db", database)
                .append("roles", List.of(role()));
    }

    Document role() {
        return new Document("role", administrator ? "root" : "readWrite").append("db", database);
    }
}
