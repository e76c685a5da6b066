package io.millrace.kit.journal.mongo;

import io.millrace.contracts.Event;
import io.millrace.kit.decider.Decider;
import io.millrace.kit.journal.Home;
import io.millrace.kit.journal.WriteStore;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the parts of a store together, creates what its database lacks, and catches up. */
final class Opening<C, S, E extends Event> {

    private static final Logger log = LoggerFactory.getLogger(Opening.class);
    private static final String SETTINGS = "journal";
    private static final String PARTITIONS = "partitions";

    private final String source;
    private final Connection connection;
    private final Batches batches;
    private final States<S> states;
    private final AppliedTails tails;
    private final Folding<S, E> folding;
    private final UniqueClaims<S> unique;
    private final KeyClaims keys;
    private final RelayMarks marks;

    Opening(
            String source,
            Connection connection,
            Decider<C, S, E> decider,
            StateDocuments<S> documents,
            List<UniqueRule<S>> rules) {
        this.source = source;
        this.connection = connection;
        this.batches = new Batches(source, connection);
        this.states = new States<>(documents, connection);
        this.tails = new AppliedTails(connection);
        this.folding = new Folding<>(decider);
        ClaimFate fate = new ClaimFate(batches, connection.calls());
        this.unique = new UniqueClaims<>(rules, new Owners<>(tails, batches, states, folding), connection, fate);
        this.keys = new KeyClaims(connection, batches, fate);
        this.marks = new RelayMarks(connection);
    }

    /**
     * Creates what the database lacks and gives the number of partitions that the journal has. Blocking: what the first calls
     * of the driver load and link takes longer than an event loop has.
     */
    int prepare(int wantedPartitions) {
        await(reached());
        await(batches.createIndexes());
        await(keys.createIndexes());
        int partitions = await(partitions(wantedPartitions));
        for (int partition = 0; partition < partitions; partition++) {
            await(tails.create(partition));
            await(marks.create(partition));
        }
        return partitions;
    }

    /** A command gives up soon; a start has time for a driver that loads itself on a busy machine. */
    private Future<Void> reached() {
        return connection.ping().recover(slow -> connection.ping()).recover(slower -> connection.ping());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    /** How many the journal was created with, which may be now. */
    private Future<Integer> partitions(int wanted) {
        var settings = connection.collection("journal_settings");
        Calls calls = connection.calls();
        return calls.one(settings.insertOne(new Document("_id", SETTINGS).append(PARTITIONS, wanted)))
                .map(wanted)
                .recover(failure -> Failures.duplicate(failure)
                        ? calls.one(settings.find()).map(found -> found.getInteger(PARTITIONS))
                        : Future.failedFuture(failure))
                .onSuccess(partitions -> {
                    if (partitions != wanted) {
                        log.warn(
                                "The journal of {} was created with {} partitions and keeps them; {} were asked for.",
                                source,
                                partitions,
                                wanted);
                    }
                });
    }

    /** Catches up with every partition of a prepared database. */
    Future<WriteStore<C, S, E>> open(int count) {
        List<Partition<C, S, E>> partitions =
                IntStream.range(0, count).mapToObj(this::partition).toList();
        return Future.join(partitions.stream().map(Partition::open).toList()).map(opened -> store(partitions));
    }

    private Partition<C, S, E> partition(int number) {
        Calls calls = connection.calls();
        Follower<S, E> follower = new Follower<>(number, calls, batches, states, tails, folding);
        Appender<S, E> appender = new Appender<>(follower, batches, states, unique, keys, calls);
        return new Partition<>(new Turns(new Home(calls.vertx())), follower, appender, batches, states, keys);
    }

    private WriteStore<C, S, E> store(List<Partition<C, S, E>> partitions) {
        LeaseLeadership leadership = new LeaseLeadership(source, connection, marks);
        MongoJournal<C, S, E> journal = new MongoJournal<>(source, partitions, batches, marks, leadership);
        return new OpenMongoStore<>(connection, journal, leadership, keys);
    }
}
