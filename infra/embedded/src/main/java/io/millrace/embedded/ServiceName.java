package io.millrace.embedded;

/** A service's name is that of its accounts and databases, and the first word, up to a dot, of what it has at the broker. */
final class ServiceName {
    private ServiceName() {}

    /** @throws IllegalArgumentException when the name is not of the form {@code [a-z][a-z0-9_]*}, of 63 letters at most */
    static String require(String name) {
        if (!name.matches("[a-z][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("not a name for an account and a database: " + name);
        }
        return name;
    }
}
