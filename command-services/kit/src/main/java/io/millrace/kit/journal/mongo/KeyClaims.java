package io.millrace.kit.journal.mongo;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.millrace.kit.journal.JournalConflict;
import io.millrace.kit.journal.NewResponse;
import io.millrace.kit.journal.StoredResponse;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.ObjectId;

/** Idempotency keys: a claim that holds the response, kept for a day. Thread-safe. */
final class KeyClaims {

    private static final Duration RETENTION = Duration.ofHours(24);
    private static final int FORGOTTEN_AT_ONCE = 5000;

    private static final String CREATED_AT = "createdAt";
    private static final String PAYLOAD = "payloadHash";
    private static final String AGGREGATE = "aggregateId";
    private static final String VERSION = "version";
    private static final String POSITION = "position";
    private static final String BODY = "body";

    private final Calls calls;
    private final MongoCollection<Document> collection;
    private final Batches batches;
    private final Claims claims;

    KeyClaims(Connection connection, Batches batches, ClaimFate fate) {
        this.calls = connection.calls();
        this.collection = connection.collection("idempotency_key");
        this.batches = batches;
        this.claims = new Claims(calls, collection, fate, KeyClaims::expired);
    }

    Future<Void> createIndexes() {
        return calls.one(collection.createIndex(Indexes.ascending(CREATED_AT))).mapEmpty();
    }

    Claims claims() {
        return claims;
    }

    List<Claim> of(List<NewResponse> responses, BatchNumber number, ObjectId batch, long base) {
        Date now = Date.from(Instant.now());
        return responses.stream()
                .map(response -> new Claim(Claim.claimed(response.key().key(), number, batch)
                        .append(PAYLOAD, response.key().payloadHash())
                        .append(AGGREGATE, response.aggregateId())
                        .append(VERSION, response.version())
                        .append(POSITION, base + response.eventsBefore())
                        .append(BODY, response.body())
                        .append(CREATED_AT, now)))
                .toList();
    }

    /** The responses that are stored for keys: claims that count and are not too old. */
    Future<Map<String, StoredResponse>> responses(Collection<String> keys) {
        if (keys.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return claims.find(List.copyOf(keys)).compose(found -> {
            List<Claim> fresh = found.stream().filter(claim -> !old(claim)).toList();
            return batches.ids(fresh.stream().map(Claim::number).toList()).map(ids -> {
                Map<String, StoredResponse> responses = new HashMap<>();
                fresh.stream()
                        .filter(claim -> claim.batch().equals(ids.get(claim.number())))
                        .forEach(claim -> responses.put((String) claim.id(), response(claim)));
                return responses;
            });
        });
    }

    private static StoredResponse response(Claim claim) {
        Document document = claim.document();
        return new StoredResponse(
                document.getString(PAYLOAD),
                document.getString(AGGREGATE),
                document.getLong(VERSION),
                claim.number().partition(),
                document.getLong(POSITION),
                document.getString(BODY));
    }

    /** Forgets some of those that are too old; gives how many. */
    Future<Integer> forgetExpired() {
        var expired = Filters.lt(CREATED_AT, Date.from(oldest()));
        return calls.all(collection
                        .find(expired)
                        .projection(Projections.include(Claim.ID))
                        .limit(FORGOTTEN_AT_ONCE))
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(0)
                        : calls.one(collection.deleteMany(Filters.and(
                                        Filters.in(
                                                Claim.ID,
                                                found.stream()
                                                        .map(key -> key.get(Claim.ID))
                                                        .toList()),
                                        expired)))
                                .map(deleted -> (int) deleted.getDeletedCount()));
    }

    private static Future<Boolean> expired(Claim holder) {
        return old(holder)
                ? Future.succeededFuture(true)
                : Future.failedFuture(new JournalConflict("another process was asked the same"));
    }

    private static boolean old(Claim claim) {
        return claim.document().getDate(CREATED_AT).toInstant().isBefore(oldest());
    }

    private static Instant oldest() {
        return Instant.now().minus(RETENTION);
    }
}
