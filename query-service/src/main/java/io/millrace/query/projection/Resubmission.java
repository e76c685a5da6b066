package io.millrace.query.projection;

/**
 * What came of trying dead letters again.
 *
 * @param resubmitted how many are in the documents now
 * @param remaining how many of those tried stay parked, with the error of today
 */
public record Resubmission(long resubmitted, long remaining) {

    static final Resubmission NONE = new Resubmission(0, 0);

    Resubmission plus(Resubmission other) {
        return new Resubmission(resubmitted + other.resubmitted, remaining + other.remaining);
    }
}
