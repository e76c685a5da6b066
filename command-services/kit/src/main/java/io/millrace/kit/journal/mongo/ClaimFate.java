package io.millrace.kit.journal.mongo;

import io.vertx.core.Future;

/** Finds out what became of the batch that made a claim. Thread-safe. */
final class ClaimFate {

    /** Longer than a commit usually takes; whoever takes longer has to claim again. */
    private static final long[] MOMENTS_MILLIS = {2, 5, 10, 20, 50, 100};

    private final Batches batches;
    private final Calls calls;

    ClaimFate(Batches batches, Calls calls) {
        this.batches = batches;
        this.calls = calls;
    }

    /**
     * Whether the claim counts. One whose batch is still on its way is given a few moments; then its number is taken away
     * from it, so that it never will be committed.
     */
    Future<Boolean> counts(Claim claim) {
        return counts(claim, 0);
    }

    private Future<Boolean> counts(Claim claim, int moment) {
        return batches.id(claim.number()).compose(id -> {
            if (id.isPresent()) {
                return Future.succeededFuture(id.get().equals(claim.batch()));
            }
            return moment < MOMENTS_MILLIS.length
                    ? calls.pause(MOMENTS_MILLIS[moment]).compose(rested -> counts(claim, moment + 1))
                    : batches.fence(claim.number()).compose(fenced -> counts(claim, 0));
        });
    }
}
