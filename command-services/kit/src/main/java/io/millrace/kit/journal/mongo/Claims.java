package io.millrace.kit.journal.mongo;

import static java.util.stream.Collectors.toMap;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.millrace.kit.journal.JournalConflict;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Claims of one kind, made before the commit of the batch that wants them. A claim is taken over only by one guarded
 * replacement, and never used again, not even by its owner. Thread-safe.
 */
final class Claims {

    private static final int ROUNDS = 10;
    private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);

    private final Calls calls;
    private final MongoCollection<Document> collection;
    private final ClaimFate fate;
    private final Function<Claim, Future<Boolean>> given;

    /** @param given whether a claim that counts has been given up since; fails when it has not and that settles the matter */
    Claims(Calls calls, MongoCollection<Document> collection, ClaimFate fate, Function<Claim, Future<Boolean>> given) {
        this.calls = calls;
        this.collection = collection;
        this.fate = fate;
        this.given = given;
    }

    /** Makes claims stand, all of them or fails; some may stand then, and are to be dropped. */
    Future<Void> take(List<Claim> wanted) {
        return take(wanted, 1);
    }

    private Future<Void> take(List<Claim> wanted, int round) {
        if (wanted.isEmpty()) {
            return Future.succeededFuture();
        }
        if (round > ROUNDS) {
            return Future.failedFuture(new JournalConflict("others claim the same again and again"));
        }
        return insert(wanted).compose(this::contest).compose(again -> take(again, round + 1));
    }

    /** Gives those that others have claimed before. */
    private Future<List<Claim>> insert(List<Claim> wanted) {
        return calls.one(collection.insertMany(
                        wanted.stream().map(Claim::document).toList(), UNORDERED))
                .map(List.<Claim>of())
                .recover(failure -> {
                    Set<Integer> duplicates = Failures.duplicates(failure);
                    return duplicates.isEmpty()
                            ? Future.failedFuture(failure)
                            : Future.succeededFuture(
                                    duplicates.stream().map(wanted::get).toList());
                });
    }

    /** Takes over what others have no right to any more; gives what is to be claimed once more. */
    private Future<List<Claim>> contest(List<Claim> taken) {
        if (taken.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return find(taken.stream().map(Claim::id).toList()).compose(found -> {
            Map<Object, Claim> holders = found.stream().collect(toMap(Claim::id, Function.identity()));
            List<Future<Boolean>> settled = taken.stream()
                    .map(claim -> settle(claim, holders.get(claim.id())))
                    .toList();
            return Future.join(settled)
                    .map(all -> IntStream.range(0, taken.size())
                            .filter(i -> !settled.get(i).result())
                            .mapToObj(taken::get)
                            .toList());
        });
    }

    private Future<Boolean> settle(Claim claim, @Nullable Claim holder) {
        if (holder == null) {
            return Future.succeededFuture(false); // dropped since
        }
        if (holder.batch().equals(claim.batch())) {
            return Future.succeededFuture(true); // the driver sent it twice
        }
        return fate.counts(holder)
                .compose(counts -> counts ? given.apply(holder) : Future.succeededFuture(true))
                .compose(free -> free ? takeOver(claim, holder) : Future.succeededFuture(false));
    }

    private Future<Boolean> takeOver(Claim claim, Claim holder) {
        return calls.one(collection.replaceOne(
                        Filters.and(Filters.eq(holder.id()), Filters.eq(Claim.CLAIM, holder.batch())),
                        claim.document()))
                .map(replaced -> replaced.getMatchedCount() == 1);
    }

    Future<List<Claim>> find(List<?> ids) {
        return calls.all(collection.find(Filters.in(Claim.ID, ids)))
                .map(found -> found.stream().map(Claim::new).toList());
    }

    /** Takes back the claims of a batch that will never be committed. */
    Future<Void> drop(List<Claim> claims, ObjectId batch) {
        List<Object> ids = new ArrayList<>(claims.size());
        claims.forEach(claim -> ids.add(claim.id()));
        return claims.isEmpty()
                ? Future.succeededFuture()
                : calls.one(collection.deleteMany(
                                Filters.and(Filters.in(Claim.ID, ids), Filters.eq(Claim.CLAIM, batch))))
                        .mapEmpty();
    }
}
