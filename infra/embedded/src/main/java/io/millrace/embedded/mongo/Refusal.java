package io.millrace.embedded.mongo;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;

/** A "no" to somebody who may not, with the codes that MongoDB gives. */
final class Refusal extends MongoServerError {
    private static final long serialVersionUID = 1L;
    private static final String UNAUTHORIZED = "Unauthorized";

    private Refusal(int code, String codeName, String message) {
        super(code, codeName, message);
    }

    static Refusal authenticationFailed() {
        return new Refusal(18, "AuthenticationFailed", "Authentication failed.");
    }

    static Refusal unauthenticated(String command) {
        return new Refusal(13, UNAUTHORIZED, "Command " + command + " requires authentication");
    }

    static Refusal unauthorized(String database, String command) {
        return new Refusal(13, UNAUTHORIZED, "not authorized on " + database + " to execute command " + command);
    }

    static Refusal foreignCursor(long cursor) {
        return new Refusal(13, UNAUTHORIZED, "cursor id " + cursor + " was not created by the authenticated user");
    }

    Document reply() {
        return new Document("ok", 0.0)
                .append("errmsg", getMessageWithoutErrorCode())
                .append("code", getCode())
                .append("codeName", getCodeName());
    }
}
