package io.millrace.customers;

import static io.millrace.kit.testing.Problems.assertInvalid;
import static io.millrace.kit.testing.Problems.assertProblem;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.ConsistencyToken;
import io.millrace.embedded.junit.PostgresServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.testing.AtOnce;
import io.millrace.kit.testing.ServiceUnderTest;
import io.millrace.runtime.http.testing.RawHttp;
import io.millrace.runtime.http.testing.RawHttp.Answer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithInfrastructure
@WithVertx
class CustomersHttpIT {

    private static ServiceUnderTest service;
    private static RawHttp http;

    @BeforeAll
    static void start(Vertx vertx, PostgresServer postgres) {
        service = ServiceUnderTest.start(
                vertx, postgres.freshUri("customers"), ServiceUnderTest.NO_BROKER, CustomersService::start);
        http = new RawHttp(service.address());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Nested
    class Registering {

        @Test
        void answersWhereTheCustomerIsAndHowToReadHer() {
            Answer answer = register("Ada", "Lovelace", freshEmail());

            assertThat(answer.status()).isEqualTo(201);
            String id = answer.json().getString("id");
            assertThat(UUID.fromString(id).version()).isEqualTo(7);
            assertThat(answer.json()).isEqualTo(new JsonObject().put("id", id).put("version", 1));
            assertThat(answer.headers())
                    .containsEntry("etag", "\"1\"")
                    .containsEntry("location", "/customers/" + id)
                    .containsEntry("content-type", "application/json");
            assertThat(tokenOf(answer).positions()).hasSize(1).allSatisfy((partition, position) -> {
                assertThat(partition).startsWith("customers/");
                assertThat(position).isPositive();
            });
        }

        @Test
        void writesOneEventWithTheCallersTrace() {
            String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
            String email = freshEmail();
            String id = http.json("POST", "/customers", registration("Ada", "Lovelace", email), "traceparent: " + trace)
                    .json()
                    .getString("id");

            assertThat(service.journal().entries(id)).singleElement().satisfies(entry -> {
                assertThat(entry.type()).isEqualTo("CustomerRegistered");
                assertThat(entry.version()).isEqualTo(1);
                assertThat(entry.data())
                        .isEqualTo(new JsonObject()
                                .put("customerId", id)
                                .put("firstName", "Ada")
                                .put("lastName", "Lovelace")
                                .put("email", email));
                assertThat(entry.traceparent()).isEqualTo(trace);
            });
        }

        @Test
        void takesNamesAsPeopleHaveThem() {
            assertThat(register("Þórdís", "O’Connor-Ñandú 山田 🎈", freshEmail()).status())
                    .isEqualTo(201);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "ada+mill@example.org",
                    "a@b.test",
                    "first.last@sub.domain.example",
                    "o'neil@example.org",
                    "x_1-2@example-host.org",
                    "ADA.UPPER@EXAMPLE.ORG"
                })
        void acceptsReasonableAddresses(String email) {
            assertThat(register("Ada", "Lovelace", email).status()).isEqualTo(201);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "ada",
                    "@example.org",
                    "ada@",
                    "ada@@example.org",
                    "ada @example.org",
                    "ada@exam ple.org",
                    "ada@example.org ",
                    "ada@example..org",
                    "<ada@example.org>",
                    "ada@example.org,bob@example.org"
                })
        void refusesWhatIsNoAddress(String email) {
            assertInvalid(register("Ada", "Lovelace", email), "/email");
        }

        @Test
        void refusesNamesWithoutALetter() {
            assertInvalid(register("  ", "", freshEmail()), "/firstName", "/lastName");
        }

        @Test
        void refusesAnAddressThatIsTakenWhateverItsCase() {
            String email = freshEmail();
            register("Ada", "Lovelace", email);
            long before = service.journal().events();

            assertProblem(register("Eve", "Lovelace", email), 409, "email-taken");
            assertProblem(register("Eve", "Lovelace", email.toUpperCase(Locale.ROOT)), 409, "email-taken");
            assertThat(service.journal().events()).isEqualTo(before);
        }

        @Test
        void givesAnAddressToExactlyOneOfFifty() {
            String email = freshEmail();
            List<Answer> answers = AtOnce.each(50, n -> register("Ada", "No " + n, n % 2 == 0 ? email : upper(email)));

            assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
            assertThat(answers)
                    .filteredOn(answer -> answer.status() != 201)
                    .allSatisfy(answer -> assertProblem(answer, 409, "email-taken"));
        }

        @Test
        void ofOthersIsNotHeldUpByOneThatIsRefused() {
            String taken = freshEmail();
            register("Ada", "Lovelace", taken);
            List<Answer> answers = AtOnce.each(40, n -> register("Ada", "No " + n, n % 4 == 0 ? taken : freshEmail()));

            assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(30);
            assertThat(answers).filteredOn(answer -> answer.status() == 409).hasSize(10);
        }

        private static String upper(String email) {
            return email.toUpperCase(Locale.ROOT);
        }
    }

    @Nested
    class Renaming {

        @Test
        void countsTheVersionUp() {
            String id = registered();
            Answer answer = rename(id, "Augusta", "King");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json()).isEqualTo(new JsonObject().put("id", id).put("version", 2));
            assertThat(answer.headers()).containsEntry("etag", "\"2\"").containsKey("consistency-token");
        }

        @Test
        void toTheSameNameChangesNothing() {
            String id = registered();
            rename(id, "Augusta", "King");
            Answer again = rename(id, "Augusta", "King");

            assertThat(again.status()).isEqualTo(200);
            assertThat(again.headers()).containsEntry("etag", "\"2\"");
            assertThat(service.journal().types(id)).containsExactly("CustomerRegistered", "CustomerRenamed");
        }

        @Test
        void knowsAnIdInUpperCase() {
            String id = registered();
            Answer answer = rename(id.toUpperCase(Locale.ROOT), "Augusta", "King");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().getString("id")).isEqualTo(id);
        }

        @Test
        void needsACustomer() {
            assertProblem(rename(UUID.randomUUID().toString(), "A", "B"), 404, "unknown-customer");
        }

        @Test
        void needsAnIdThatIsOne() {
            assertProblem(rename("no-id", "A", "B"), 400, "invalid-request");
        }

        @Test
        void isNotForTheClosed() {
            String id = registered();
            close(id);
            assertProblem(rename(id, "A", "B"), 409, "customer-closed");
        }
    }

    @Nested
    class ChangingTheAddress {

        @Test
        void freesTheOldOne() {
            String old = freshEmail();
            String id = register("Ada", "Lovelace", old).json().getString("id");

            assertThat(changeEmail(id, freshEmail()).status()).isEqualTo(200);
            assertThat(register("Eve", "New", old).status()).isEqualTo(201);
        }

        @Test
        void toAnotherSpellingOfItIsNoConflictWithOneself() {
            String email = freshEmail();
            String id = register("Ada", "Lovelace", email).json().getString("id");

            assertThat(changeEmail(id, email.toUpperCase(Locale.ROOT)).status()).isEqualTo(200);
        }

        @Test
        void refusesOneThatIsTaken() {
            String taken = freshEmail();
            register("Eve", "First", taken);
            String id = registered();

            assertProblem(changeEmail(id, taken.toUpperCase(Locale.ROOT)), 409, "email-taken");
            assertThat(service.journal().types(id)).containsExactly("CustomerRegistered");
        }

        @Test
        void isNotForTheUnknownOrTheClosed() {
            assertProblem(changeEmail(UUID.randomUUID().toString(), freshEmail()), 404, "unknown-customer");
            String id = registered();
            close(id);
            assertProblem(changeEmail(id, freshEmail()), 409, "customer-closed");
        }
    }

    @Nested
    class Closing {

        @Test
        void twiceIsOnce() {
            String id = registered();
            Answer first = close(id);
            Answer second = close(id);

            assertThat(first.status()).isEqualTo(200);
            assertThat(second.status()).isEqualTo(200);
            assertThat(second.json()).isEqualTo(first.json());
            assertThat(second.headers()).containsEntry("etag", "\"2\"");
            assertThat(service.journal().types(id)).containsExactly("CustomerRegistered", "CustomerClosed");
        }

        @Test
        void keepsTheAddressTaken() {
            String email = freshEmail();
            close(register("Ada", "Lovelace", email).json().getString("id"));

            assertProblem(register("Eve", "New", email), 409, "email-taken");
        }

        @Test
        void needsACustomer() {
            assertProblem(close(UUID.randomUUID().toString()), 404, "unknown-customer");
        }
    }

    @Nested
    class IfMatch {

        @Test
        void letsTheRightVersionThrough() {
            String id = registered();
            assertThat(rename(id, "A", "B", "If-Match: \"1\"").status()).isEqualTo(200);
            assertThat(rename(id, "A", "C", "If-Match: \"7\", \"2\"").status()).isEqualTo(200);
            assertThat(rename(id, "A", "D", "If-Match: *").status()).isEqualTo(200);
        }

        @Test
        void refusesAnyOtherAndTellsThePresentOne() {
            String id = registered();
            for (String tag : List.of("\"2\"", "W/\"1\"", "\"x\"", "\"01\"", "\"3\", \"4\"")) {
                Answer answer = rename(id, "A", "B", "If-Match: " + tag);
                assertProblem(answer, 412, "precondition-failed");
                assertThat(answer.headers()).containsEntry("etag", "\"1\"");
            }
        }

        @Test
        void doesNotMakeAnUnknownCustomerOne() {
            Answer answer = rename(UUID.randomUUID().toString(), "A", "B", "If-Match: \"1\"");
            assertProblem(answer, 404, "unknown-customer");
        }

        @Test
        void letsOneOfManyThrough() {
            String id = registered();
            List<Answer> answers = AtOnce.each(20, n -> rename(id, "Ada", "No " + n, "If-Match: \"1\""));

            assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
            assertThat(answers).filteredOn(answer -> answer.status() == 412).hasSize(19);
        }
    }

    @Nested
    class AnIdempotencyKey {

        @Test
        void getsTheSameAnswerAgain() {
            String key = "Idempotency-Key: " + UUID.randomUUID();
            String body = registration("Ada", "Lovelace", freshEmail());
            Answer first = http.json("POST", "/customers", body, key);
            long before = service.journal().events();
            Answer second = http.json("POST", "/customers", body, key);

            assertThat(second.status()).isEqualTo(201);
            assertThat(second.body()).isEqualTo(first.body());
            assertThat(second.headers().get("location"))
                    .isEqualTo(first.headers().get("location"));
            assertThat(second.headers().get("etag")).isEqualTo(first.headers().get("etag"));
            assertThat(second.headers().get("consistency-token"))
                    .isEqualTo(first.headers().get("consistency-token"));
            assertThat(service.journal().events()).isEqualTo(before);
        }

        @Test
        void getsTheSameAnswerThoughTheCustomerHasMovedOn() {
            String id = registered();
            String key = "Idempotency-Key: " + UUID.randomUUID();
            Answer first = rename(id, "Augusta", "King", key);
            rename(id, "Ada", "Byron");
            Answer second = rename(id, "Augusta", "King", key);

            assertThat(second.status()).isEqualTo(200);
            assertThat(second.headers()).containsEntry("etag", "\"2\"");
            assertThat(second.body()).isEqualTo(first.body());
            assertThat(service.journal().entries(id)).hasSize(3);
        }

        @Test
        void isForOneRequestOnly() {
            String id = registered();
            String key = "Idempotency-Key: " + UUID.randomUUID();
            rename(id, "Augusta", "King", key);

            assertProblem(rename(id, "Augusta", "Queen", key), 422, "idempotency-key-reused");
            assertProblem(rename(registered(), "Augusta", "King", key), 422, "idempotency-key-reused");
            assertProblem(
                    http.send("DELETE", "/customers/" + id, new String[] {key}, new byte[0]),
                    422,
                    "idempotency-key-reused");
        }

        @Test
        void isNotSpentOnARefusal() {
            String email = freshEmail();
            String holder = register("Eve", "First", email).json().getString("id");
            String key = "Idempotency-Key: " + UUID.randomUUID();
            String body = registration("Ada", "Lovelace", email);
            assertProblem(http.json("POST", "/customers", body, key), 409, "email-taken");
            changeEmail(holder, freshEmail());

            assertThat(http.json("POST", "/customers", body, key).status()).isEqualTo(201);
        }

        @Test
        void registersOneCustomerHoweverManySendItAtOnce() {
            String key = "Idempotency-Key: " + UUID.randomUUID();
            String body = registration("Ada", "Lovelace", freshEmail());
            long before = service.journal().events();
            List<Answer> answers = AtOnce.each(20, n -> http.json("POST", "/customers", body, key));

            assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(201));
            assertThat(answers.stream().map(Answer::body).distinct()).hasSize(1);
            assertThat(service.journal().events()).isEqualTo(before + 1);
        }
    }

    @Nested
    class TheServiceItself {

        @Test
        void isReadyWithoutABroker() {
            assertThat(http.get("/health/live").status()).isEqualTo(200);
            assertThat(http.get("/health/ready").status()).isEqualTo(200);
        }

        @Test
        void servesItsContractAndItsMetrics() {
            assertThat(http.get("/openapi.yaml").body()).contains("registerCustomer");
            assertThat(http.get("/metrics").status()).isEqualTo(200);
        }

        @Test
        void answersNoQueries() {
            Answer answer = http.get("/customers");
            assertProblem(answer, 405, "method-not-allowed");
        }
    }

    private static Answer register(String firstName, String lastName, String email) {
        return http.json("POST", "/customers", registration(firstName, lastName, email));
    }

    private static String registered() {
        return register("Ada", "Lovelace", freshEmail()).json().getString("id");
    }

    private static Answer rename(String id, String firstName, String lastName, String... headers) {
        String body = new JsonObject()
                .put("firstName", firstName)
                .put("lastName", lastName)
                .encode();
        return http.json("PUT", "/customers/" + id + "/name", body, headers);
    }

    private static Answer changeEmail(String id, String email) {
        return http.json(
                "PUT",
                "/customers/" + id + "/email",
                new JsonObject().put("email", email).encode());
    }

    private static Answer close(String id) {
        return http.send("DELETE", "/customers/" + id, new String[0], new byte[0]);
    }

    private static String registration(String firstName, String lastName, String email) {
        return new JsonObject()
                .put("firstName", firstName)
                .put("lastName", lastName)
                .put("email", email)
                .encode();
    }

    private static String freshEmail() {
        return UUID.randomUUID() + "@example.org";
    }

    private static ConsistencyToken tokenOf(Answer answer) {
        return ConsistencyToken.parse(requireNonNull(answer.headers().get("consistency-token")));
    }
}
