package io.millrace.kit.membership;

/** A member as the rules see it. */
public record Member(Status status, String name, String email) {

    public static final Member NOBODY = new Member(Status.NONE, "", "");

    public enum Status {
        NONE,
        ACTIVE,
        LEFT
    }

    boolean active() {
        return status == Status.ACTIVE;
    }
}
