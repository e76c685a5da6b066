package io.millrace.kit.membership;

import io.millrace.kit.journal.ConstraintViolation;
import io.millrace.kit.journal.mongo.StateDocuments;
import io.millrace.kit.journal.mongo.UniqueRule;
import io.millrace.kit.membership.Member.Status;
import java.util.List;
import org.bson.Document;

/** Where members are kept in MongoDB; by the same rules as in their table. */
public final class MemberDocuments {

    public static final StateDocuments<Member> STATES =
            new StateDocuments<>("member", MemberDocuments::write, MemberDocuments::read);

    public static final List<UniqueRule<Member>> RULES =
            List.of(new UniqueRule<>("member_email", member -> member.status() == Status.NONE ? null : member.email()));

    private static final int LONGEST_NAME = 200;

    private MemberDocuments() {}

    private static Document write(Member member) {
        if (member.name().length() > LONGEST_NAME) {
            throw new ConstraintViolation("member_name_length");
        }
        return new Document("status", member.status().name())
                .append("name", member.name())
                .append("email", member.email());
    }

    private static Member read(Document document) {
        return new Member(
                Status.valueOf(document.getString("status")), document.getString("name"), document.getString("email"));
    }
}
