package io.millrace.kit.journal.postgres;

import java.time.Duration;

/**
 * How to reach a service's database.
 *
 * @param uri {@code postgresql://user:password@host:port/database}; the user owns the database's schema
 * @param poolSize most connections at a time; one a partition and a few more
 * @param partitions how many partitions the journal gets when it is created; without effect afterwards
 * @param statementTimeout after which the server gives up a statement
 */
public record PostgresOptions(String uri, int poolSize, int partitions, Duration statementTimeout) {

    public static PostgresOptions of(String uri) {
        return new PostgresOptions(uri, 8, 4, Duration.ofSeconds(5));
    }

    public PostgresOptions withPartitions(int count) {
        return new PostgresOptions(uri, Math.max(poolSize, count + 4), count, statementTimeout);
    }
}
