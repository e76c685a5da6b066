package io.millrace.kit.membership;

import io.millrace.contracts.CustomerEvent;
import io.millrace.contracts.CustomerEvent.CustomerClosed;
import io.millrace.contracts.CustomerEvent.CustomerEmailChanged;
import io.millrace.contracts.CustomerEvent.CustomerRegistered;
import io.millrace.contracts.CustomerEvent.CustomerRenamed;
import io.millrace.kit.decider.Decider;
import io.millrace.kit.decider.Decision;
import io.millrace.kit.decider.Rejection;
import io.millrace.kit.membership.Member.Status;
import io.millrace.kit.membership.MemberCommand.ChangeEmail;
import io.millrace.kit.membership.MemberCommand.Join;
import io.millrace.kit.membership.MemberCommand.Leave;
import io.millrace.kit.membership.MemberCommand.Reintroduce;
import io.millrace.kit.membership.MemberCommand.Rename;
import java.util.List;

/** The rules of membership. */
public final class MemberDecider implements Decider<MemberCommand, Member, CustomerEvent> {

    public static final Rejection EMAIL_TAKEN = Rejection.conflict("email-taken", "Another member has this address");
    public static final Rejection UNKNOWN = Rejection.unknown("unknown-member", "There is no such member");
    public static final Rejection KNOWN = Rejection.conflict("known-member", "There is such a member already");
    public static final Rejection LEFT = Rejection.conflict("member-left", "The member has left");

    @Override
    public Member initialState() {
        return Member.NOBODY;
    }

    @Override
    public Decision<CustomerEvent> decide(MemberCommand command, Member member) {
        if (command instanceof Join join) {
            return member.status() == Status.NONE
                    ? Decision.accept(new CustomerRegistered(join.id(), join.name(), "", join.email()))
                    : Decision.reject(KNOWN);
        }
        if (member.status() == Status.NONE) {
            return Decision.reject(UNKNOWN);
        }
        return member.active() ? change(command, member) : left(command);
    }

    private static Decision<CustomerEvent> left(MemberCommand command) {
        return command instanceof Leave ? Decision.nothing() : Decision.reject(LEFT);
    }

    private static Decision<CustomerEvent> change(MemberCommand command, Member member) {
        if (command instanceof Rename rename) {
            return rename.name().equals(member.name())
                    ? Decision.nothing()
                    : Decision.accept(new CustomerRenamed(rename.id(), rename.name(), ""));
        } else if (command instanceof ChangeEmail change) {
            return change.email().equals(member.email())
                    ? Decision.nothing()
                    : Decision.accept(new CustomerEmailChanged(change.id(), change.email()));
        } else if (command instanceof Reintroduce anew) {
            return new Decision.Accepted<>(List.of(
                    new CustomerRenamed(anew.id(), anew.name(), ""),
                    new CustomerEmailChanged(anew.id(), anew.email())));
        } else if (command instanceof Leave leave) {
            return Decision.accept(new CustomerClosed(leave.id()));
        }
        throw new IllegalStateException("confused by " + command);
    }

    @Override
    public Member evolve(Member member, CustomerEvent event) {
        if (event instanceof CustomerRegistered registered) {
            return new Member(Status.ACTIVE, registered.firstName(), registered.email());
        } else if (event instanceof CustomerRenamed renamed) {
            return new Member(member.status(), renamed.firstName(), member.email());
        } else if (event instanceof CustomerEmailChanged changed) {
            return new Member(member.status(), member.name(), changed.email());
        }
        return new Member(Status.LEFT, member.name(), member.email());
    }
}
