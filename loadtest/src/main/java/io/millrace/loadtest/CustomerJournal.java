package io.millrace.loadtest;

import static io.millrace.loadtest.Benchmark.await;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;

/** A journal of customers who were registered long ago, as many in each partition. */
final class CustomerJournal {

    static final int PARTITIONS = 4;
    private static final int CHUNK = 10_000;

    private CustomerJournal() {}

    /** Fills the empty tables of a service that does not run. */
    static void fill(Vertx vertx, String uri, int events) throws Exception {
        Pool pool = PgBuilder.pool().connectingTo(uri).using(vertx).build();
        int each = events / PARTITIONS;
        for (int partition = 0; partition < PARTITIONS; partition++) {
            for (int from = 1; from <= each; from += CHUNK) {
                await(pool.query(
                                "INSERT INTO journal SELECT " + partition + ", n, gen_random_uuid(), 'customer', id, 1,"
                                        + " 'CustomerRegistered', 2, now(), json_build_object('customerId', id, 'firstName',"
                                        + " 'Ada ' || n, 'lastName', 'Lovelace', 'email', id || '@example.com'), null"
                                        + " FROM (SELECT n, uuidv7() AS id FROM generate_series(" + from + ", "
                                        + Math.min(each, from + CHUNK - 1) + ") AS n) AS customers")
                        .execute());
            }
            await(pool.query("INSERT INTO customer SELECT aggregate_id, 1, 'ACTIVE', data->>'firstName',"
                            + " data->>'lastName', data->>'email' FROM journal WHERE partition = " + partition)
                    .execute());
        }
        await(pool.query("UPDATE journal_head SET position = " + each).execute());
        await(pool.query("UPDATE relay_mark SET published = " + each).execute());
        await(pool.query("ANALYZE").execute());
        await(pool.close());
    }
}
