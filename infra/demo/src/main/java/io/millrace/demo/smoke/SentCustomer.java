package io.millrace.demo.smoke;

import io.vertx.core.json.JsonObject;

/** A customer as the commands so far have made it. Immutable. */
public record SentCustomer(String id, String firstName, String lastName, String email, boolean closed) {

    /** With another name. */
    public SentCustomer renamed(String first, String last) {
        return new SentCustomer(id, first, last, email, closed);
    }

    SentCustomer withEmail(String other) {
        return new SentCustomer(id, firstName, lastName, other, closed);
    }

    SentCustomer asClosed() {
        return new SentCustomer(id, firstName, lastName, email, true);
    }

    /** Both names. */
    public String name() {
        return firstName + " " + lastName;
    }

    JsonObject profile() {
        return new JsonObject()
                .put("id", id)
                .put("firstName", firstName)
                .put("lastName", lastName)
                .put("email", email)
                .put("status", closed ? "CLOSED" : "ACTIVE");
    }
}
