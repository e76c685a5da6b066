package io.millrace.kit.journal.postgres;

import io.millrace.contracts.Event;
import io.millrace.kit.journal.Batch;
import io.millrace.kit.journal.ConstraintViolation;
import io.millrace.kit.journal.Home;
import io.millrace.kit.journal.JournalConflict;
import io.millrace.kit.journal.NewEvent;
import io.millrace.kit.journal.OutcomeUnknown;
import io.millrace.kit.journal.StoreUnavailable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The appends of one partition in this process. Those that are on their way at the same time share a connection, on which each
 * is sent without waiting for the one before: the server takes them in order, each as a transaction of its own. Callable from
 * any context; all fields are owned by its home.
 */
final class Appends<S, E extends Event> {

    private static final int TIME_LIMIT_SECONDS = 10;
    private static final int CONNECTION_SECONDS = 5;

    private static final Set<String> LOST_RACES = Set.of(AppendStatement.CONFLICT, "40001", "40P01");
    private static final String UNIQUE_VIOLATION = "23505";

    private final Home home;
    private final Pool pool;
    private final StateTable<S> table;
    private final List<SideTable<S>> sideTables;

    /** The connection in use; null when nothing is on its way, or what is may be stuck. */
    private @Nullable Loan loan;

    private @Nullable Append<E> last;

    Appends(Home home, Pool pool, StateTable<S> table, List<SideTable<S>> sideTables) {
        this.home = home;
        this.pool = pool;
        this.table = table;
        this.sideTables = List.copyOf(sideTables);
    }

    Context context() {
        return home.context();
    }

    /** Fails as {@code Journal.append} does. */
    Future<Long> append(Batch<S, E> batch) {
        return home.run(() -> {
            Append<E> ahead = last;
            Append<E> append = ahead == null || ahead.base().isComplete() ? send(batch, null) : follow(batch, ahead);
            last = append;
            return append.base();
        });
    }

    /** What leaves no event by which it is known, or may be stuck, is waited for. Answers come in order, too. */
    private Append<E> follow(Batch<S, E> batch, Append<E> ahead) {
        if (ahead.event() != null && ahead.over() == loan) {
            Append<E> sent = send(batch, ahead.event());
            return new Append<>(ahead.base().transform(before -> sent.base()), sent.over(), sent.event());
        }
        AppendStatement<S, E> statement = AppendStatement.of(table, sideTables, batch, null);
        Future<Long> base = ahead.base()
                .transform(result -> result.succeeded()
                        ? send(statement, batch).base()
                        : Future.failedFuture(new JournalConflict("the batch ahead was not committed")));
        return new Append<>(base, null, null);
    }

    private Append<E> send(Batch<S, E> batch, @Nullable NewEvent<E> ahead) {
        return send(AppendStatement.of(table, sideTables, batch, ahead), batch);
    }

    private Append<E> send(AppendStatement<S, E> statement, Batch<S, E> batch) {
        Loan over = borrow();
        Future<Long> base = over.connection()
                .compose(connection -> connection.preparedQuery(statement.sql()).execute(statement.parameters()))
                .onComplete(answered -> giveBack(over))
                .timeout(TIME_LIMIT_SECONDS, TimeUnit.SECONDS)
                .onFailure(failed -> leave(over))
                .map(rows -> rows.iterator().next().getLong("base"))
                .recover(failure -> Future.failedFuture(classified(failure)));
        return new Append<>(
                base, over, batch.events().isEmpty() ? null : batch.events().get(0));
    }

    private Loan borrow() {
        Loan current = loan;
        if (current == null) {
            current = new Loan(connection());
            loan = current;
        }
        current.uses++;
        return current;
    }

    /** What does not get one in time was certainly not sent. */
    private Future<SqlConnection> connection() {
        Future<SqlConnection> acquired = pool.getConnection();
        return acquired.timeout(CONNECTION_SECONDS, TimeUnit.SECONDS).recover(failure -> {
            acquired.onSuccess(SqlConnection::close);
            return Future.failedFuture(new StoreUnavailable(failure));
        });
    }

    private void giveBack(Loan over) {
        over.uses--;
        if (over.uses == 0) {
            leave(over);
            over.connection().onSuccess(SqlConnection::close);
        }
    }

    /** Nothing more is sent over it. */
    private void leave(Loan over) {
        if (loan == over) {
            loan = null;
        }
    }

    private static Throwable classified(Throwable failure) {
        if (failure instanceof StoreUnavailable) {
            return failure;
        }
        if (!(failure instanceof PgException refusal)) {
            return new OutcomeUnknown("the connection was lost while a batch was being committed", failure);
        }
        String constraint = refusal.getConstraint();
        boolean keyTaken = UNIQUE_VIOLATION.equals(refusal.getSqlState())
                && constraint != null
                && (constraint.endsWith("_pkey") || constraint.equals("journal_aggregate_version"));
        if (keyTaken || LOST_RACES.contains(refusal.getSqlState())) {
            return new JournalConflict("another process wrote first", refusal);
        }
        boolean culprit =
                refusal.getSqlState().startsWith("23") || refusal.getSqlState().startsWith("22");
        return culprit
                ? new ConstraintViolation(constraint == null ? refusal.getSqlState() : constraint, refusal)
                : new StoreUnavailable(refusal);
    }

    /**
     * @param over the connection that it was sent over; null if it has not been sent yet
     * @param event one that is in the journal if it is
     */
    private record Append<E extends Event>(
            Future<Long> base,
            @Nullable Loan over,
            @Nullable NewEvent<E> event) {}

    /** A connection of the pool, and how many appends are on their way over it. Not a value. */
    private static final class Loan {
        private final Future<SqlConnection> connection;
        private int uses;

        Loan(Future<SqlConnection> connection) {
            this.connection = connection;
        }

        Future<SqlConnection> connection() {
            return connection;
        }
    }
}
