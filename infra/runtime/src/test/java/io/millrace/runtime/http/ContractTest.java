package io.millrace.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

class ContractTest {

    private static final String PING = """
            openapi: 3.1.0
            paths:
              /ping:
                post:
                  operationId: ping
                  requestBody:
                    content:
                      application/json:
                        schema:
                          type: object
                          properties:
                            a: {$ref: '#/components/schemas/A'}
                  responses: {}
            components:
              schemas:
                A: {type: string}
            """;

    @Test
    void knowsItsOperations() {
        assertThat(Contract.of(PING).operationIds()).containsExactly("ping");
    }

    @Test
    void refusesReferencesToNowhere() {
        String contract = PING.replace("schemas/A'", "schemas/B'");
        assertThatThrownBy(() -> Contract.of(contract))
                .isInstanceOf(InvalidContract.class)
                .hasMessageContaining("/components/schemas/B");
    }

    @Test
    void refusesWhatItCannotServe() {
        assertThatThrownBy(() -> Contract.of(PING.replace("3.1.0", "3.0.3"))).hasMessageContaining("3.1");
        assertThatThrownBy(() -> Contract.of(PING.replace("application/json", "text/plain")))
                .hasMessageContaining("ping takes a body that is not application/json");
        assertThatThrownBy(() -> Contract.of(PING.replace("operationId: ping", "summary: ping")))
                .hasMessageContaining("post /ping has no operationId");
        assertThatThrownBy(() -> Contract.of("openapi: [")).isInstanceOf(InvalidContract.class);
        assertThatThrownBy(() -> Contract.fromResource("none.yaml")).hasMessageContaining("none.yaml");
    }

    @Test
    void needsExactlyOneHandlerForEachOperation() {
        assertThatThrownBy(() -> builder().build()).hasMessage("No handler for operation ping");
        assertThatThrownBy(() -> builder().handle("pong", request -> Future.succeededFuture()))
                .hasMessage("The contract has no operation pong");
    }

    private static HttpApi.Builder builder() {
        return HttpApi.builder(Contract.of(PING), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    }
}
