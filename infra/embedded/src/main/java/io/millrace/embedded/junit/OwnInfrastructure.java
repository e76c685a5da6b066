package io.millrace.embedded.junit;

/** Servers that nobody else uses, until they are closed. */
public interface OwnInfrastructure extends Infrastructure, AutoCloseable {
    /** Stops the servers and forgets what they hold. Idempotent. */
    @Override
    void close();
}
