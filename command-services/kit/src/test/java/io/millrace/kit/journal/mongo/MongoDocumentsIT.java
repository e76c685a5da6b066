package io.millrace.kit.journal.mongo;

import static io.millrace.embedded.junit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.contracts.CustomerEvent;
import io.millrace.embedded.junit.MongoServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.kit.journal.ConstraintViolation;
import io.millrace.kit.journal.Question;
import io.millrace.kit.journal.StoreDefinition;
import io.millrace.kit.journal.StoreOptions;
import io.millrace.kit.journal.Versioned;
import io.millrace.kit.lane.Outcome;
import io.millrace.kit.lane.Outcome.Done;
import io.millrace.kit.membership.Member;
import io.millrace.kit.membership.Member.Status;
import io.millrace.kit.membership.MemberCommand;
import io.millrace.kit.membership.MemberCommand.Join;
import io.millrace.kit.membership.MemberProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Documents of a size and with names that MongoDB does not take. Megabytes take their time, so no event loop is watched. */
@WithInfrastructure
class MongoDocumentsIT {

    private static final StoreDefinition<MemberCommand, Member, CustomerEvent> STORE = MongoStore.of(
            new StateDocuments<>(
                    "member",
                    member -> new Document("status", member.status().name())
                            .append(
                                    "attributes",
                                    new Document("$name", member.name()).append("e.mail", member.email())),
                    fields -> {
                        Document attributes = fields.get("attributes", Document.class);
                        return new Member(
                                Status.valueOf(fields.getString("status")),
                                attributes.getString("$name"),
                                attributes.getString("e.mail"));
                    }),
            List.of());

    private final Vertx vertx = Vertx.vertx();
    private final MemberProcess process;

    MongoDocumentsIT(MongoServer server) {
        String uri = server.freshUri("members");
        StoreOptions options = StoreOptions.of(uri).withPartitions(1);
        process = MemberProcess.on(vertx, uri, await(STORE.open(vertx, "members", MemberProcess.DECIDER, options)));
    }

    @AfterEach
    void close() {
        process.close();
        await(vertx.close());
    }

    private Future<Outcome> join(int characters) {
        return process.submit(new Join(MemberProcess.freshId(), "x".repeat(characters), "x"));
    }

    @Test
    void ofABatchThatIsTooLargeForOneAreCommittedAsSeveral() {
        List<Future<Outcome>> outcomes =
                IntStream.range(0, 12).mapToObj(i -> join(2_000_000)).toList();

        outcomes.forEach(
                outcome -> assertThat(await(outcome, Duration.ofSeconds(30))).isInstanceOf(Done.class));
        assertThat(await(process.journal.heads())).containsEntry(0, 12L);
    }

    @Test
    void ofACommandThatIsTooLargeForOneFailItAlone() {
        Future<Outcome> small = join(10);
        Future<Outcome> tooLarge = join(17_000_000);
        Future<Outcome> other = join(10);

        await().until(tooLarge::isComplete);
        assertThat(tooLarge.cause())
                .isInstanceOfSatisfying(
                        ConstraintViolation.class,
                        violation -> assertThat(violation.constraint()).isEqualTo("journal_document_size"));
        assertThat(await(small)).isInstanceOf(Done.class);
        assertThat(await(other)).isInstanceOf(Done.class);
    }

    @Test
    void mayHaveFieldsOfAnyName() {
        String id = MemberProcess.freshId();
        await(process.submit(new Join(id, "$set", "a.b")));

        assertThat(await(process.journal.ask(new Question<>(0, Set.of(id), Set.of(), List.of(), false)))
                        .states())
                .containsEntry(id, new Versioned<>(new Member(Status.ACTIVE, "$set", "a.b"), 1));
    }
}
