package io.millrace.query.projection;

import io.millrace.query.projection.Verification.Difference;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares two generations document by document, page by page, while both go on applying events. Documents that are not equal
 * are looked at again and again: only what stays different although each generation has got what the other had differs.
 * Used once.
 */
final class Comparison {

    private static final int PAGE = 500;
    private static final int LOOKS = 30;
    private static final long PAUSE_MILLIS = 100;
    /** Following references takes its time, with no event to show for it. */
    private static final int LOOKS_ALIKE = 8;

    private final Vertx vertx;
    private final Projection projection;
    private final DocumentStore live;
    private final DocumentStore anew;
    private final BooleanSupplier abandoned;
    private final Instant startedAt = Instant.now();
    private final List<Difference> differences = new ArrayList<>();
    /** Id of the last document of the set that was looked at. */
    private String reached = "";

    private long documents;
    private long differing;
    private long unsettled;

    /**
     * @param live the documents that answer queries
     * @param anew the documents that the journals have just been folded into
     * @param abandoned whether nobody needs the outcome any more
     */
    Comparison(Vertx vertx, Projection projection, DocumentStore live, DocumentStore anew, BooleanSupplier abandoned) {
        this.vertx = vertx;
        this.projection = projection;
        this.live = live;
        this.anew = anew;
        this.abandoned = abandoned;
    }

    /** Completes with what was found. */
    Future<Verification> run(int liveNumber, Map<String, Long> positions) {
        Future<Void> turn = Future.succeededFuture();
        for (DocumentSet set : projection.sets()) {
            turn = turn.compose(done -> all(set, live, anew, true)).compose(done -> all(set, anew, live, false));
        }
        return turn.map(done -> new Verification(
                liveNumber, startedAt, Instant.now(), positions, documents, differing, differences, unsettled));
    }

    /** Looks up in one store what the other one has; the second time only for what the first one lacks. */
    private Future<Void> all(DocumentSet set, DocumentStore from, DocumentStore in, boolean first) {
        reached = "";
        return Steps.whileMore(() -> abandoned.getAsBoolean()
                ? Future.failedFuture("nobody waits for it any more")
                : from.page(set, reached, PAGE)
                        .compose(page -> compare(set, page, in, first).map(done -> {
                            page.stream().skip(PAGE - 1).map(StoredDocument::id).forEach(last -> reached = last);
                            return page.size() == PAGE;
                        })));
    }

    private Future<Void> compare(DocumentSet set, List<StoredDocument> page, DocumentStore in, boolean first) {
        return in.load(set, ids(page)).compose(found -> {
            Set<String> known = new HashSet<>(ids(found));
            Collection<String> suspects = first
                    ? unequal(page, found)
                    : ids(page).stream().filter(id -> !known.contains(id)).toList();
            documents += first ? page.size() : suspects.size();
            return settle(set, suspects);
        });
    }

    private static Collection<String> unequal(List<StoredDocument> page, List<StoredDocument> found) {
        Map<String, StoredDocument> others = byId(found);
        return page.stream()
                .filter(document -> !Pair.of(document.id(), document, others.get(document.id()))
                        .equal())
                .map(StoredDocument::id)
                .toList();
    }

    private Future<Void> settle(DocumentSet set, Collection<String> suspects) {
        Map<String, Suspect> open = new HashMap<>();
        suspects.forEach(id -> open.put(id, new Suspect()));
        boolean patient = differing < Verification.MOST_DIFFERENCES;
        return settle(set, open, patient ? LOOKS : 1, patient ? LOOKS_ALIKE : 1);
    }

    private Future<Void> settle(DocumentSet set, Map<String, Suspect> open, int looksLeft, int looksAlike) {
        if (open.isEmpty()) {
            return Future.succeededFuture();
        }
        if (looksLeft == 0 || abandoned.getAsBoolean()) {
            unsettled += open.size();
            return Future.succeededFuture();
        }
        Set<String> ids = new TreeSet<>(open.keySet());
        return vertx.timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                .compose(later -> Future.all(live.loadCheckpoint(), anew.loadCheckpoint()))
                .compose(reached -> Future.all(live.load(set, ids), anew.load(set, ids))
                        .map(both -> new Look(
                                reached.resultAt(0),
                                reached.resultAt(1),
                                byId(both.resultAt(0)),
                                byId(both.resultAt(1)))))
                .compose(look -> {
                    judge(set, open, look, looksAlike);
                    return settle(set, open, looksLeft - 1, looksAlike);
                });
    }

    private void judge(DocumentSet set, Map<String, Suspect> open, Look look, int looksAlike) {
        for (Iterator<Map.Entry<String, Suspect>> each = open.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<String, Suspect> suspect = each.next();
            Pair pair = look.pair(suspect.getKey());
            if (pair.equal()) {
                each.remove();
            } else if (suspect.getValue().differs(pair, look, looksAlike)) {
                each.remove();
                differing++;
                if (differences.size() < Verification.MOST_DIFFERENCES) {
                    differences.add(pair.difference(set));
                }
            }
        }
    }

    /** Checkpoints, and the documents loaded after them. */
    private record Look(
            Checkpoint liveReached,
            Checkpoint anewReached,
            Map<String, StoredDocument> live,
            Map<String, StoredDocument> anew) {

        Pair pair(String id) {
            return Pair.of(id, live.get(id), anew.get(id));
        }

        /** Whether each generation has got by now what the other one had then. */
        boolean beyond(Look earlier) {
            return liveReached.covers(earlier.anewReached.positions())
                    && anewReached.covers(earlier.liveReached.positions());
        }
    }

    private static List<String> ids(List<StoredDocument> documents) {
        return documents.stream().map(StoredDocument::id).toList();
    }

    private static Map<String, StoredDocument> byId(List<StoredDocument> documents) {
        return documents.stream().collect(Collectors.toMap(StoredDocument::id, Function.identity()));
    }

    /** One document as both have it. */
    private record Pair(StoredDocument live, StoredDocument anew) {

        static Pair of(String id, @Nullable StoredDocument live, @Nullable StoredDocument anew) {
            return new Pair(
                    live == null ? StoredDocument.absent(id) : live, anew == null ? StoredDocument.absent(id) : anew);
        }

        boolean equal() {
            return live.document().equals(anew.document());
        }

        Difference difference(DocumentSet set) {
            String kind =
                    !live.document().exists() ? "missing" : anew.document().exists() ? "different" : "unexpected";
            Set<String> names = new TreeSet<>(live.document().names());
            names.addAll(anew.document().names());
            names.removeIf(name -> {
                Object here = live.document().fields().get(name);
                return here != null && here.equals(anew.document().fields().get(name));
            });
            return new Difference(new DocumentKey(set.name(), live.id()), kind, List.copyOf(names));
        }
    }

    /** A document that was seen different. */
    private static final class Suspect {
        private @Nullable Pair last;
        private @Nullable Look first;
        private int looks;

        /** Whether it has been like this for long enough, and neither generation lags behind the other. */
        boolean differs(Pair now, Look look, int looksAlike) {
            if (!now.equals(last) || first == null) {
                last = now;
                first = look;
                looks = 0;
            }
            return ++looks >= looksAlike && look.beyond(first) && now.live().parked() == 0;
        }
    }
}
