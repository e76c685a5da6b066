package io.millrace.kit.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runtime.http.testing.RawHttp.Answer;
import io.vertx.core.json.JsonObject;

/** What a refusal must look like. */
public final class Problems {

    private Problems() {}

    /** A problem of this status and name. */
    public static void assertProblem(Answer answer, int status, String name) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
        assertThat(answer.json().getString("type")).isEqualTo("urn:millrace:problem:" + name);
        assertThat(answer.json().getInteger("status")).isEqualTo(status);
    }

    /** An invalid body, with exactly these places named. */
    public static void assertInvalid(Answer answer, String... pointers) {
        assertProblem(answer, 400, "invalid-request");
        assertThat(answer.json().getJsonArray("errors"))
                .extracting(error -> ((JsonObject) error).getString("pointer"))
                .containsExactlyInAnyOrder(pointers);
    }
}
