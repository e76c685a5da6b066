package io.millrace.kit.membership;

/** What a member can be told to do. */
public sealed interface MemberCommand {

    String id();

    record Join(String id, String name, String email) implements MemberCommand {}

    record Rename(String id, String name) implements MemberCommand {}

    /** Two events at once: a new name and a new address. */
    record Reintroduce(String id, String name, String email) implements MemberCommand {}

    record ChangeEmail(String id, String email) implements MemberCommand {}

    record Leave(String id) implements MemberCommand {}

    /** The decider has a defect and throws. */
    record Confuse(String id) implements MemberCommand {}
}
