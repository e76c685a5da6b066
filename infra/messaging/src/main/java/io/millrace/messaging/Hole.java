package io.millrace.messaging;

/** Positions that exist but have not arrived, both ends included. */
record Hole(long from, long to) {

    long size() {
        return to - from + 1;
    }
}
