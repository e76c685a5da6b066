package io.millrace.kit;

import io.millrace.contracts.Event;
import io.millrace.kit.decider.Decider;
import io.millrace.kit.decider.Rejection;
import io.millrace.kit.http.Commands;
import io.millrace.kit.journal.StoreDefinition;
import io.millrace.kit.reaction.Policy;
import io.millrace.runtime.http.HttpApi;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What makes one command service different from another.
 *
 * @param name the service's name, which is also the source of its events; its contract is {@code <name>.yaml} on the
 *     class path
 * @param store where its states are and how they are written
 * @param violations what a violated rule of the store means to a client, null for one that only a defect can violate
 * @param policies reactions to other services, by their names, that are commands of this service
 * @param handlers adds a handler for every operation of the contract
 */
public record ServiceDefinition<C, S, E extends Event>(
        String name,
        Decider<C, S, E> decider,
        StoreDefinition<C, S, E> store,
        Function<String, @Nullable Rejection> violations,
        Map<String, Policy<C>> policies,
        BiConsumer<HttpApi.Builder, Commands<C, S>> handlers) {

    public ServiceDefinition {
        policies = Map.copyOf(policies);
    }
}
