package io.millrace.kit;

import static io.millrace.embedded.junit.Futures.await;

import io.millrace.kit.lane.Outcome;
import io.millrace.kit.lane.Outcome.Done;
import io.millrace.kit.membership.MemberCommand.Rename;
import io.millrace.kit.membership.MemberProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** A process of its own that renames members, many at a time, and says what it was told about each: one line a command. */
final class MemberWriter {

    private static final int AT_A_TIME = 16;

    private MemberWriter() {}

    /** @param args the database, a prefix for the names, how many commands, and the members */
    public static void main(String[] args) {
        Vertx vertx = Vertx.vertx();
        List<String> members = List.of(args).subList(3, args.length);
        try (MemberProcess process = MemberProcess.start(vertx, args[0])) {
            int count = Integer.parseInt(args[2]);
            for (int from = 0; from < count; from += AT_A_TIME) {
                List<Future<Outcome>> outcomes = new ArrayList<>();
                for (int i = from; i < Math.min(count, from + AT_A_TIME); i++) {
                    String id = members.get(i % members.size());
                    outcomes.add(process.submit(new Rename(id, args[1] + i)));
                }
                outcomes.forEach(outcome -> tell((Done) await(outcome)));
            }
        }
        await(vertx.close());
    }

    private static void tell(Done done) {
        System.out.println("told " + done.partition() + " " + done.position() + " " + done.aggregateId() + " "
                + done.version() + " " + done.body().split(" ", 2)[1]);
    }
}
