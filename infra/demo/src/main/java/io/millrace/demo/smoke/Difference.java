package io.millrace.demo.smoke;

/** Something is not as it must be. The message tells what, and what was expected and seen. */
public final class Difference extends RuntimeException {

    private static final long serialVersionUID = 1;

    public Difference(String what, Object expected, Object seen) {
        super(what + "\n  expected  " + expected + "\n  seen      " + seen);
    }

    /** @throws Difference unless the two are equal */
    public static void check(String what, Object expected, Object seen) {
        if (!expected.equals(seen)) {
            throw new Difference(what, expected, seen);
        }
    }
}
