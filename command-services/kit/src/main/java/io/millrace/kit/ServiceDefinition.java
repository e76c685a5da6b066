package io.millrace.kit;

import io.millrace.contracts.Event;
import io.millrace.kit.decider.Decider;
import io.millrace.kit.decider.Rejection;
import io.millrace.kit.http.Commands;
import io.millrace.kit.journal.postgres.Complement;
import io.millrace.kit.journal.postgres.SideTable;
import io.millrace.kit.journal.postgres.StateTable;
import io.millrace.kit.reaction.Policy;
import io.millrace.runtime.http.HttpApi;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What makes one command service different from another.
 *
 * @param name the service's name, which is also the source of its events; its contract is {@code <name>.yaml} and its
 *     migrations are {@code db/<name>}, both on the class path
 * @param violations what a violated rule of the store means to a client, null for one that only a defect can violate
 * @param policies reactions to other services, by their names, that are commands of this service
 * @param copies what this service keeps of other services, by their names, in tables of its own
 * @param handlers adds a handler for every operation of the contract
 */
public record ServiceDefinition<C, S, E extends Event>(
        String name,
        Decider<C, S, E> decider,
        StateTable<S> table,
        List<SideTable<S>> sideTables,
        Complement<C> complement,
        Function<String, @Nullable Rejection> violations,
        Map<String, Policy<C>> policies,
        Map<String, BiFunction<SqlConnection, List<Event>, Future<Void>>> copies,
        BiConsumer<HttpApi.Builder, Commands<C, S>> handlers) {

    public ServiceDefinition {
        sideTables = List.copyOf(sideTables);
        policies = Map.copyOf(policies);
        copies = Map.copyOf(copies);
    }
}
