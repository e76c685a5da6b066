package io.millrace.catalog;

import com.github.f4b6a3.uuid.UuidCreator;
import io.millrace.catalog.ProductCommand.AddProduct;
import io.millrace.catalog.ProductCommand.DiscontinueProduct;
import io.millrace.catalog.ProductCommand.RepriceProduct;
import io.millrace.catalog.ProductCommand.ReviseProduct;
import io.millrace.contracts.CatalogEvent;
import io.millrace.contracts.Money;
import io.millrace.kit.CommandService;
import io.millrace.kit.ServiceDefinition;
import io.millrace.kit.ServiceOptions;
import io.millrace.kit.http.Commands;
import io.millrace.kit.http.Ids;
import io.millrace.kit.journal.mongo.MongoStore;
import io.millrace.runtime.Host;
import io.millrace.runtime.http.ApiRequest;
import io.millrace.runtime.http.HttpApi;
import io.millrace.runtime.http.Reply;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** The catalog service: its contract, its rules and its collection, on top of the kit. */
public final class CatalogService {

    public static final int DEFAULT_PORT = 8102;

    private final Commands<ProductCommand, Product> commands;

    private CatalogService(Commands<ProductCommand, Product> commands) {
        this.commands = commands;
    }

    /** Starts the service; see {@link CommandService#start}. */
    public static Future<CommandService> start(Host host, ServiceOptions options) {
        return CommandService.start(host, options, definition());
    }

    static ServiceDefinition<ProductCommand, Product, CatalogEvent> definition() {
        return new ServiceDefinition<>(
                "catalog",
                new ProductDecider(),
                MongoStore.of(ProductDocument.STATES, List.of(ProductDocument.UNIQUE_SKU)),
                ProductDocument::violation,
                Map.of(),
                (api, commands) -> new CatalogService(commands).handle(api));
    }

    private void handle(HttpApi.Builder api) {
        api.handle("addProduct", this::add)
                .handle("reviseProduct", this::revise)
                .handle("repriceProduct", this::reprice)
                .handle("discontinueProduct", this::discontinue);
    }

    private Future<Reply> add(ApiRequest request) {
        String id = UuidCreator.getTimeOrderedEpoch().toString();
        JsonObject body = request.body();
        return commands.create(
                request,
                "/products",
                id,
                new AddProduct(id, body.getString("sku"), details(body), money(body.getJsonObject("price"))),
                CatalogService::response);
    }

    private Future<Reply> revise(ApiRequest request) {
        return change(request, new ReviseProduct(Ids.of(request, "productId"), details(request.body())));
    }

    private Future<Reply> reprice(ApiRequest request) {
        return change(request, new RepriceProduct(Ids.of(request, "productId"), money(request.body())));
    }

    private Future<Reply> discontinue(ApiRequest request) {
        return change(request, new DiscontinueProduct(Ids.of(request, "productId")));
    }

    private Future<Reply> change(ApiRequest request, ProductCommand command) {
        return commands.change(request, command.productId(), command, CatalogService::response);
    }

    private static Details details(JsonObject body) {
        return new Details(
                body.getString("title"),
                body.getString("description"),
                body.getString("category"),
                GivenAttributes.of(body));
    }

    private static Money money(JsonObject price) {
        return new Money(price.getLong("amount"), price.getString("currency"));
    }

    private static String response(String id, long version, Product product) {
        return new JsonObject().put("id", id).put("version", version).encode();
    }
}
