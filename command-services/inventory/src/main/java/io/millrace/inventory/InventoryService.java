package io.millrace.inventory;

import io.millrace.contracts.InventoryEvent;
import io.millrace.inventory.StockCommand.ReceiveStock;
import io.millrace.kit.CommandService;
import io.millrace.kit.ServiceDefinition;
import io.millrace.kit.ServiceOptions;
import io.millrace.kit.http.Commands;
import io.millrace.kit.http.Ids;
import io.millrace.kit.journal.postgres.PostgresStore;
import io.millrace.runtime.Host;
import io.millrace.runtime.http.ApiRequest;
import io.millrace.runtime.http.Reply;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The inventory service: its contract, its rules and its tables, on top of the kit. */
public final class InventoryService {

    public static final int DEFAULT_PORT = 8103;

    private InventoryService() {}

    /** Starts the service; see {@link CommandService#start}. */
    public static Future<CommandService> start(Host host, ServiceOptions options) {
        return CommandService.start(host, options, definition());
    }

    static ServiceDefinition<StockCommand, Stock, InventoryEvent> definition() {
        return new ServiceDefinition<>(
                "inventory",
                new StockDecider(),
                PostgresStore.of(
                        StockTable.TABLE, ReservationTable.sideTables(), new ReservationTable.Lookup(), Map.of()),
                constraint -> null,
                Map.of("orders", new OrderPolicy()),
                (api, commands) -> api.handle("receiveStock", request -> receive(commands, request)));
    }

    private static Future<Reply> receive(Commands<StockCommand, Stock> commands, ApiRequest request) {
        String id = Ids.of(request, "productId");
        return commands.change(
                request, id, new ReceiveStock(id, request.body().getLong("quantity")), InventoryService::response);
    }

    private static String response(String id, long version, Stock stock) {
        return new JsonObject()
                .put("productId", id)
                .put("version", version)
                .put("onHand", stock.onHand())
                .put("reserved", stock.reserved())
                .encode();
    }
}
