package io.millrace.kit.journal.mongo;

import com.mongodb.client.model.Filters;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.millrace.kit.journal.ConstraintViolation;
import io.millrace.kit.journal.StateChange;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Keeps values that one aggregate may hold at a time, over all partitions. Thread-safe. */
final class UniqueClaims<S> {

    private static final String RULE = "rule";
    private static final String VALUE = "value";
    private static final String OWNER = "owner";

    private final List<UniqueRule<S>> rules;
    private final Owners<S, ?> owners;
    private final Calls calls;
    private final MongoCollection<Document> collection;
    private final Claims claims;

    UniqueClaims(List<UniqueRule<S>> rules, Owners<S, ?> owners, Connection connection, ClaimFate fate) {
        this.rules = rules;
        this.owners = owners;
        this.calls = connection.calls();
        this.collection = connection.collection("claim");
        this.claims = new Claims(calls, collection, fate, this::givenUp);
    }

    Claims claims() {
        return claims;
    }

    /** What a batch claims. Two claims of one value violate the rule at once: their batch has to be split. */
    List<Claim> of(List<StateChange<S>> changes, BatchNumber number, ObjectId batch) {
        List<Claim> wanted = new ArrayList<>();
        Set<Document> ids = new HashSet<>();
        for (UniqueRule<S> rule : rules) {
            for (StateChange<S> change : changes) {
                String value = rule.value().apply(change.after().state());
                if (value != null && !value.equals(held(rule, change))) {
                    Document id = id(rule, value);
                    if (!ids.add(id)) {
                        throw new ConstraintViolation(rule.name());
                    }
                    wanted.add(new Claim(Claim.claimed(id, number, batch).append(OWNER, change.aggregateId())));
                }
            }
        }
        return wanted;
    }

    /**
     * Deletes the claims on what a committed batch gave up. What its partition claimed before is given up with it; what is
     * claimed afterwards has a higher number, or is another partition's.
     */
    Future<Void> release(List<StateChange<S>> changes, BatchNumber number) {
        List<Document> released = new ArrayList<>();
        for (UniqueRule<S> rule : rules) {
            for (StateChange<S> change : changes) {
                String value = held(rule, change);
                if (value != null
                        && !value.equals(rule.value().apply(change.after().state()))) {
                    released.add(id(rule, value));
                }
            }
        }
        return released.isEmpty()
                ? Future.succeededFuture()
                : calls.one(collection.deleteMany(Filters.and(
                                Filters.in(Claim.ID, released),
                                Filters.eq(Claim.PARTITION, number.partition()),
                                Filters.lt(Claim.BATCH, number.batch()))))
                        .mapEmpty();
    }

    private static <S> @Nullable String held(UniqueRule<S> rule, StateChange<S> change) {
        return change.created() ? null : rule.value().apply(change.before().state());
    }

    private static Document id(UniqueRule<?> rule, String value) {
        return new Document(RULE, rule.name()).append(VALUE, value);
    }

    /** A claim outlives what it was made for when a process ends before it deletes it. */
    private Future<Boolean> givenUp(Claim holder) {
        Document id = holder.document().get(Claim.ID, Document.class);
        String name = id.getString(RULE);
        return owners.state(holder.number().partition(), holder.document().getString(OWNER))
                .compose(state -> {
                    boolean held = rules.stream()
                            .filter(rule -> rule.name().equals(name))
                            .anyMatch(rule ->
                                    id.getString(VALUE).equals(rule.value().apply(state)));
                    return held ? Future.failedFuture(new ConstraintViolation(name)) : Future.succeededFuture(true);
                });
    }
}
