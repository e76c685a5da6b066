package io.millrace.orders;

import com.github.f4b6a3.uuid.UuidCreator;
import io.millrace.contracts.OrderEvent;
import io.millrace.kit.CommandService;
import io.millrace.kit.ServiceDefinition;
import io.millrace.kit.ServiceOptions;
import io.millrace.kit.http.Commands;
import io.millrace.kit.http.Ids;
import io.millrace.kit.journal.postgres.PostgresStore;
import io.millrace.orders.OrderCommand.CancelOrder;
import io.millrace.orders.OrderCommand.Item;
import io.millrace.orders.OrderCommand.PlaceOrder;
import io.millrace.orders.OrderCommand.ShipOrder;
import io.millrace.runtime.Host;
import io.millrace.runtime.http.ApiRequest;
import io.millrace.runtime.http.HttpApi;
import io.millrace.runtime.http.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The orders service: its contract, its rules, its table and its copies of what others own, on top of the kit. */
public final class OrdersService {

    public static final int DEFAULT_PORT = 8104;

    private final Commands<OrderCommand, Order> commands;

    private OrdersService(Commands<OrderCommand, Order> commands) {
        this.commands = commands;
    }

    /** Starts the service; see {@link CommandService#start}. */
    public static Future<CommandService> start(Host host, ServiceOptions options) {
        return CommandService.start(host, options, definition());
    }

    static ServiceDefinition<OrderCommand, Order, OrderEvent> definition() {
        return new ServiceDefinition<>(
                "orders",
                new OrderDecider(),
                PostgresStore.of(
                        OrderTable.TABLE,
                        List.of(),
                        new CopyLookup(),
                        Map.of("customers", Copies.CUSTOMERS, "catalog", Copies.PRODUCTS)),
                constraint -> null,
                Map.of("inventory", new InventoryPolicy()),
                (api, commands) -> new OrdersService(commands).handle(api));
    }

    private void handle(HttpApi.Builder api) {
        api.handle("placeOrder", this::place)
                .handle("cancelOrder", this::cancel)
                .handle("shipOrder", this::ship);
    }

    private Future<Reply> place(ApiRequest request) {
        String id = UuidCreator.getTimeOrderedEpoch().toString();
        JsonObject body = request.body();
        JsonArray lines = body.getJsonArray("lines");
        List<Item> items = IntStream.range(0, lines.size())
                .mapToObj(lines::getJsonObject)
                .map(line -> new Item(Ids.canonical(line.getString("productId")), line.getInteger("quantity")))
                .toList();
        String customer = Ids.canonical(body.getString("customerId"));
        PlaceOrder place = new PlaceOrder(id, customer, items);
        return News.awaited(
                Vertx.currentContext().owner(),
                Stream.concat(Stream.of(customer), items.stream().map(Item::productId)),
                () -> commands.create(request, "/orders", id, place, OrdersService::placed));
    }

    private Future<Reply> cancel(ApiRequest request) {
        String id = Ids.of(request, "orderId");
        JsonObject body = request.hasBody() ? request.body() : new JsonObject();
        return commands.change(request, id, new CancelOrder(id, body.getString("reason")), OrdersService::changed);
    }

    private Future<Reply> ship(ApiRequest request) {
        String id = Ids.of(request, "orderId");
        JsonObject body = request.hasBody() ? request.body() : new JsonObject();
        return commands.change(
                request,
                id,
                new ShipOrder(id, body.getString("carrier"), body.getString("trackingNumber")),
                OrdersService::changed);
    }

    private static String placed(String id, long version, Order order) {
        return summary(id, version, order)
                .put(
                        "total",
                        new JsonObject()
                                .put("amount", order.total().amount())
                                .put("currency", order.total().currency()))
                .encode();
    }

    private static String changed(String id, long version, Order order) {
        return summary(id, version, order).encode();
    }

    private static JsonObject summary(String id, long version, Order order) {
        return new JsonObject().put("id", id).put("version", version).put("status", order.status());
    }
}
