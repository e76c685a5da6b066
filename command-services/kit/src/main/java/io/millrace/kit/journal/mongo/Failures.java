package io.millrace.kit.journal.mongo;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketOpenException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteException;
import com.mongodb.bulk.BulkWriteError;
import io.millrace.kit.journal.ConstraintViolation;
import io.millrace.kit.journal.JournalConflict;
import io.millrace.kit.journal.OutcomeUnknown;
import io.millrace.kit.journal.StoreUnavailable;
import java.util.Set;
import java.util.stream.Collectors;

/** What the driver's exceptions mean. */
final class Failures {

    private static final int DUPLICATE_KEY = 11000;

    /** The server refused before it did anything: not the primary, not allowed. */
    private static final Set<Integer> REFUSALS = Set.of(13, 18, 10107, 13435, 13436);

    private Failures() {}

    static boolean duplicate(Throwable failure) {
        return failure instanceof MongoWriteException write && write.getError().getCode() == DUPLICATE_KEY;
    }

    /** Which documents of an unordered insert were there already; empty when something else went wrong. */
    static Set<Integer> duplicates(Throwable failure) {
        return allThere(failure)
                ? ((MongoBulkWriteException) failure)
                        .getWriteErrors().stream().map(BulkWriteError::getIndex).collect(Collectors.toSet())
                : Set.of();
    }

    /** Whether nothing went wrong with a bulk but that some documents were there already. */
    static boolean allThere(Throwable failure) {
        return failure instanceof MongoBulkWriteException bulk
                && bulk.getWriteConcernError() == null
                && bulk.getWriteErrors().stream().allMatch(error -> error.getCode() == DUPLICATE_KEY);
    }

    /** Of a commit: whether it may have happened all the same. */
    static Throwable ofCommit(Throwable failure) {
        boolean waitedInVain =
                failure instanceof MongoTimeoutException && !(failure instanceof MongoOperationTimeoutException);
        boolean notSent = waitedInVain
                || failure instanceof MongoSocketOpenException
                || failure instanceof MongoSecurityException;
        boolean refused = failure instanceof MongoException refusal && REFUSALS.contains(refusal.getCode());
        return notSent || refused
                ? new StoreUnavailable(failure)
                : new OutcomeUnknown("the store did not say whether a batch was committed", failure);
    }

    /** Of anything before a commit: nothing was written. */
    static Throwable before(Throwable failure) {
        return failure instanceof JournalConflict
                        || failure instanceof ConstraintViolation
                        || failure instanceof StoreUnavailable
                ? failure
                : new StoreUnavailable(failure);
    }
}
