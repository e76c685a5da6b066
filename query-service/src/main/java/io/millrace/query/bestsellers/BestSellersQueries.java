package io.millrace.query.bestsellers;

import static io.millrace.query.bestsellers.BestSellers.PRODUCTS;

import io.millrace.query.http.Answers;
import io.millrace.query.http.Json;
import io.millrace.query.http.Pages;
import io.millrace.query.projection.Document;
import io.millrace.query.projection.Projection;
import io.millrace.query.projection.ReadModel;
import io.millrace.runtime.http.ApiRequest;
import io.millrace.runtime.http.HttpApi;
import io.millrace.runtime.http.Reply;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** {@code GET /sales/products}: the products that sold most units first; those that sold nothing are left out. */
public final class BestSellersQueries {

    public static final Projection PROJECTION = BestSellers.PROJECTION;

    private final Pages products;

    private BestSellersQueries(ReadModel model) {
        this.products = new Pages(
                model,
                PRODUCTS,
                List.of("-units", "id"),
                List.of(Long.class, String.class),
                BestSellersQueries::product);
    }

    /** Lets the interface answer from this read model. */
    public static void answer(HttpApi.Builder api, ReadModel model) {
        BestSellersQueries queries = new BestSellersQueries(model);
        api.handle("listBestSellers", Answers.of(model, queries::list));
    }

    private Future<Reply> list(ApiRequest request) {
        return products.page(request, new JsonObject().put("units", new JsonObject().put("$gt", 0)));
    }

    private static JsonObject product(Document product) {
        return new JsonObject()
                .put("productId", product.id())
                .put("title", product.textIfKnown("title"))
                .put("units", product.number("units"))
                .put("revenue", Json.moneyByCurrency(product.part("revenue")));
    }
}
