package io.millrace.kit.membership;

import io.millrace.kit.decider.Rejection;
import io.millrace.kit.journal.postgres.Column;
import io.millrace.kit.journal.postgres.StateTable;
import io.millrace.kit.membership.Member.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where members are kept, and what its rules mean. */
public final class MemberTable {

    public static final StateTable<Member> TABLE = new StateTable<>(
            "member",
            "member",
            List.of(
                    Column.text("status", member -> member.status().name()),
                    Column.text("name", Member::name),
                    Column.text("email", Member::email)),
            row -> new Member(Status.valueOf(row.getString("status")), row.getString("name"), row.getString("email")));

    private MemberTable() {}

    public static @Nullable Rejection violation(String constraint) {
        return constraint.equals("member_email") ? MemberDecider.EMAIL_TAKEN : null;
    }
}
