package io.millrace.embedded.mongo;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Everybody who can log in at a server. Thread-safe. */
public final class Accounts {
    static final String ADMIN = "admin";

    private final Map<String, Account> all = new ConcurrentHashMap<>();

    /** An account that may read and write the database of its name, and nothing else. Replaces an earlier one. */
    public void add(String name, String password) {
        put(new Account(name, name, false, ScramKeys.of(password)));
    }

    /** An account, kept in the database {@code admin}, that may do everything. */
    public void addAdministrator(String name, String password) {
        put(new Account(name, ADMIN, true, ScramKeys.of(password)));
    }

    private void put(Account account) {
        all.put(key(account.database(), account.name()), account);
    }

    @Nullable
    Account find(String database, String name) {
        return all.get(key(database, name));
    }

    Collection<Account> all() {
        return List.copyOf(all.values());
    }

    private static String key(String database, String name) {
        return database + "." + name;
    }
}
