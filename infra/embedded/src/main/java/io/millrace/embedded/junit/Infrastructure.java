package io.millrace.embedded.junit;

import java.util.UUID;

/**
 * The servers that integration tests run against, in the mode that the system property {@code millrace.infrastructure}
 * names: {@code embedded} (the default) or {@code containers}. Thread-safe; each server starts when first asked for and
 * stops when the JVM ends. Tests keep apart by names of their own: {@link #unique} and {@link PostgresServer#freshUri}.
 */
public interface Infrastructure {
    /** The one of this JVM. */
    static Infrastructure shared() {
        return StartedInfrastructure.SHARED;
    }

    /** New and empty ones in the same mode, for a test that must see nothing of others. */
    static OwnInfrastructure own() {
        return new StartedInfrastructure();
    }

    /** A name nobody else uses, of lower case letters, digits and underscores, beginning with the prefix. */
    static String unique(String prefix) {
        return prefix + "_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }

    /** PostgreSQL 18. */
    PostgresServer postgres();

    /** An AMQP 0-9-1 broker. */
    BrokerServer broker();

    /** A server of the MongoDB protocol. */
    MongoServer mongo();
}
