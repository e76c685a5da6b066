package io.millrace.query.projection;

import io.millrace.query.projection.Build.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Which generations of a projection there are and which one answers queries: one document, written only if nobody has
 * written it meanwhile, so that every change of it happens once and for all processes. Immutable.
 *
 * @param live number of the generation that answers
 * @param last the highest number that was ever given; none is given twice
 * @param builds all generations that are not removed yet, by number
 * @param verification what the last comparison with the journals found
 * @param rev how often it was written when it was loaded; 0 is not stored yet
 */
record Pointer(int live, int last, List<Build> builds, Optional<Verification> verification, long rev) {

    /** Of a projection that runs for the first time. */
    static Pointer first(int version) {
        Instant now = Instant.now();
        return new Pointer(
                1, 1, List.of(new Build(1, version, Purpose.SWITCH, now, Optional.of(now))), Optional.empty(), 0);
    }

    Optional<Build> build(int number) {
        return builds.stream().filter(build -> build.number() == number).findFirst();
    }

    Build liveBuild() {
        return build(live).orElseThrow();
    }

    /** The one that is not complete yet; there is one at most. */
    Optional<Build> underWay() {
        return builds.stream()
                .filter(build -> !build.complete() && !build.dropped())
                .findFirst();
    }

    /** Whether there is a generation of this version, or a later one that answers. */
    boolean serves(int version) {
        return liveBuild().version() > version
                || builds.stream().anyMatch(build -> build.version() == version && !build.dropped());
    }

    Pointer withNew(int version, Purpose purpose) {
        List<Build> more = new ArrayList<>(builds);
        more.add(new Build(last + 1, version, purpose, Instant.now(), Optional.empty()));
        return new Pointer(live, last + 1, List.copyOf(more), verification, rev);
    }

    Pointer switchedTo(int number) {
        return new Pointer(number, last, builds, verification, rev);
    }

    boolean isUnderWay(int number) {
        return underWay().filter(build -> build.number() == number).isPresent();
    }

    /** Unchanged if it is not under way any more: another process was first, or somebody has given it up. */
    Pointer completed(int number, boolean switching) {
        if (!isUnderWay(number)) {
            return this;
        }
        Pointer completed = changed(number, Build::completed);
        return switching ? completed.switchedTo(number) : completed;
    }

    Pointer dropping(int number) {
        return changed(number, Build::dropping);
    }

    Pointer without(int number) {
        return new Pointer(
                live,
                last,
                builds.stream().filter(build -> build.number() != number).toList(),
                verification,
                rev);
    }

    /**
     * With what a comparison found; the generation made for it is of no more use. Unchanged if it is not under way any more:
     * the first comparison that ends is the one that counts.
     */
    Pointer verified(int number, Verification found) {
        if (!isUnderWay(number)) {
            return this;
        }
        Pointer dropped = dropping(number);
        return new Pointer(live, last, dropped.builds, Optional.of(found), dropped.rev);
    }

    private Pointer changed(int number, UnaryOperator<Build> change) {
        return new Pointer(
                live,
                last,
                builds.stream()
                        .map(build -> build.number() == number ? change.apply(build) : build)
                        .toList(),
                verification,
                rev);
    }
}
