package io.millrace.system.outage;

/** What a counter has counted over all lives of a process, each of which begins at zero; as far as it was looked at. */
final class Tally {

    private double before;
    private double last;

    void look(double now) {
        if (now < last) {
            before += last;
        }
        last = now;
    }

    long total() {
        return Math.round(before + last);
    }
}
