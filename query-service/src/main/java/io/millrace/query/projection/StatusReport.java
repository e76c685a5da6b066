package io.millrace.query.projection;

import io.millrace.query.projection.Build.Purpose;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells how a projection is, by its pointer and by what this process knows of its generations. */
final class StatusReport {

    private final Projection projection;
    private final Pointer known;
    private final RunningGeneration live;
    private final Map<Integer, RunningGeneration> generations;

    StatusReport(
            Projection projection, Pointer known, RunningGeneration live, Map<Integer, RunningGeneration> generations) {
        this.projection = projection;
        this.known = known;
        this.live = live;
        this.generations = generations;
    }

    /** While the store has not said which generations there are. */
    static ProjectionStatus unknown(Projection projection) {
        return new ProjectionStatus(
                projection.name(),
                projection.version(),
                0,
                ProjectionState.WAITING,
                Optional.of("its store has not answered yet"),
                List.of(),
                0,
                0,
                0,
                List.of(),
                Optional.empty());
    }

    ProjectionStatus status() {
        return new ProjectionStatus(
                projection.name(),
                projection.version(),
                known.live(),
                state(),
                error(),
                live.partitions(),
                live.run().checkpoint().deadLetters(),
                live.metrics().events(),
                live.metrics().eventsPerSecond(),
                known.builds().stream().map(this::of).toList(),
                known.verification());
    }

    private ProjectionState state() {
        ProjectionState running = live.run().state();
        boolean rebuilding = known.underWay()
                .filter(build -> build.purpose() != Purpose.VERIFY)
                .isPresent();
        if (running == ProjectionState.RUNNING && rebuilding) {
            return ProjectionState.REBUILDING;
        }
        return running == ProjectionState.RUNNING && !live.kept() ? ProjectionState.WAITING : running;
    }

    private Optional<String> error() {
        return live.kept()
                ? live.run().error().map(Throwable::getMessage)
                : Optional.of("generation " + live.generation().number() + " is of version "
                        + live.generation().version() + ", this build keeps up version " + projection.version()
                        + " only");
    }

    private ProjectionStatus.OfGeneration of(Build build) {
        RunningGeneration running = generations.get(build.number());
        return new ProjectionStatus.OfGeneration(
                build.number(),
                build.version(),
                state(build),
                build.version() == projection.version(),
                build.startedAt(),
                build.completedAt(),
                running == null ? 0 : running.run().checkpoint().deadLetters(),
                running == null || build.complete() || build.dropped()
                        ? Optional.empty()
                        : Optional.of(progress(running)));
    }

    private String state(Build build) {
        if (build.dropped()) {
            return "dropping";
        } else if (build.number() == known.live()) {
            return "live";
        } else if (build.complete()) {
            return "ready";
        }
        return build.purpose() == Purpose.VERIFY ? "verifying" : "building";
    }

    private static ProjectionStatus.Progress progress(RunningGeneration running) {
        long reached = running.run().checkpoint().total();
        long known = running.partitions().stream()
                .mapToLong(ProjectionStatus.Partition::head)
                .sum();
        return new ProjectionStatus.Progress(
                reached, Math.max(reached, known), running.rate().perSecond(), running.silentOwners());
    }
}
