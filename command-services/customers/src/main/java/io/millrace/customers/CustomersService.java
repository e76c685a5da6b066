package io.millrace.customers;

import com.github.f4b6a3.uuid.UuidCreator;
import io.millrace.contracts.CustomerEvent;
import io.millrace.customers.CustomerCommand.ChangeEmail;
import io.millrace.customers.CustomerCommand.CloseCustomer;
import io.millrace.customers.CustomerCommand.RegisterCustomer;
import io.millrace.customers.CustomerCommand.RenameCustomer;
import io.millrace.kit.CommandService;
import io.millrace.kit.ServiceDefinition;
import io.millrace.kit.ServiceOptions;
import io.millrace.kit.http.Commands;
import io.millrace.kit.http.Ids;
import io.millrace.kit.journal.postgres.PostgresStore;
import io.millrace.runtime.Host;
import io.millrace.runtime.http.ApiRequest;
import io.millrace.runtime.http.HttpApi;
import io.millrace.runtime.http.Reply;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The customers service: its contract, its rules and its table, on top of the kit. */
public final class CustomersService {

    public static final int DEFAULT_PORT = 8101;

    private final Commands<CustomerCommand, Customer> commands;

    private CustomersService(Commands<CustomerCommand, Customer> commands) {
        this.commands = commands;
    }

    /** Starts the service; see {@link CommandService#start}. */
    public static Future<CommandService> start(Host host, ServiceOptions options) {
        return CommandService.start(host, options, definition());
    }

    static ServiceDefinition<CustomerCommand, Customer, CustomerEvent> definition() {
        return new ServiceDefinition<>(
                "customers",
                new CustomerDecider(),
                PostgresStore.of(CustomerTable.TABLE),
                CustomerTable::violation,
                Map.of(),
                (api, commands) -> new CustomersService(commands).handle(api));
    }

    private void handle(HttpApi.Builder api) {
        api.handle("registerCustomer", this::register)
                .handle("renameCustomer", this::rename)
                .handle("changeEmail", this::changeEmail)
                .handle("closeCustomer", this::close);
    }

    private Future<Reply> register(ApiRequest request) {
        String id = UuidCreator.getTimeOrderedEpoch().toString();
        JsonObject body = request.body();
        return commands.create(
                request,
                "/customers",
                id,
                new RegisterCustomer(
                        id, body.getString("firstName"), body.getString("lastName"), body.getString("email")),
                CustomersService::response);
    }

    private Future<Reply> rename(ApiRequest request) {
        String id = Ids.of(request, "customerId");
        JsonObject body = request.body();
        return change(request, new RenameCustomer(id, body.getString("firstName"), body.getString("lastName")));
    }

    private Future<Reply> changeEmail(ApiRequest request) {
        return change(
                request,
                new ChangeEmail(Ids.of(request, "customerId"), request.body().getString("email")));
    }

    private Future<Reply> close(ApiRequest request) {
        return change(request, new CloseCustomer(Ids.of(request, "customerId")));
    }

    private Future<Reply> change(ApiRequest request, CustomerCommand command) {
        return commands.change(request, command.customerId(), command, CustomersService::response);
    }

    private static String response(String id, long version, Customer customer) {
        return new JsonObject().put("id", id).put("version", version).encode();
    }
}
