package io.millrace.system.outage;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for some bytes between a client and a server; springs once. Thread-safe. */
final class Trap {

    /** What is held when the bytes come. */
    enum Kind {
        /** The piece of a request that has them. */
        REQUEST,
        /** The piece of an answer that has them. */
        ANSWER,
        /** What the server answers to the request that has them. */
        ANSWER_TO_REQUEST;

        boolean inRequests() {
            return this != ANSWER;
        }
    }

    private final Kind kind;
    private final byte[] bytes;
    private final CountDownLatch sprung = new CountDownLatch(1);

    Trap(Kind kind, byte[] bytes) {
        this.kind = kind;
        this.bytes = bytes.clone();
    }

    Kind kind() {
        return kind;
    }

    int length() {
        return bytes.length;
    }

    /** Returns when it has sprung. */
    void await() throws InterruptedException {
        if (!sprung.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("what the trap waits for has not come");
        }
    }

    /** Whether it springs by this call. */
    synchronized boolean spring() {
        boolean first = sprung.getCount() > 0;
        sprung.countDown();
        return first;
    }

    boolean isIn(byte[] seen) {
        for (int from = 0; from + bytes.length <= seen.length; from++) {
            if (isAt(seen, from)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAt(byte[] seen, int from) {
        for (int i = 0; i < bytes.length; i++) {
            if (seen[from + i] != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
