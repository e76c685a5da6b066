package io.millrace.query.products;

import static io.millrace.query.products.Products.PRODUCTS;
import static java.util.Objects.requireNonNull;

import io.millrace.contracts.Money;
import io.millrace.query.http.Answers;
import io.millrace.query.http.Followers;
import io.millrace.query.http.Json;
import io.millrace.query.http.Pages;
import io.millrace.query.projection.Document;
import io.millrace.query.projection.Projection;
import io.millrace.query.projection.ReadModel;
import io.millrace.runtime.http.ApiRequest;
import io.millrace.runtime.http.HttpApi;
import io.millrace.runtime.http.Problem;
import io.millrace.runtime.http.ProblemException;
import io.millrace.runtime.http.Reply;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** {@code GET /products/{id}} and {@code GET /products}. */
public final class ProductQueries {

    public static final Projection PROJECTION = Products.PROJECTION;

    private final ReadModel model;
    private final Map<String, Pages> bySort;

    private ProductQueries(ReadModel model) {
        this.model = model;
        this.bySort = Map.of(
                "title", pages(List.of("titleKey", "id"), String.class),
                "price", pages(List.of("price", "id"), Long.class),
                "-price", pages(List.of("-price", "-id"), Long.class),
                "-sold", pages(List.of("-sold", "-id"), Long.class));
    }

    /** Lets the interface answer from this read model, once or as long as somebody follows. */
    public static void answer(HttpApi.Builder api, ReadModel model, Followers followers) {
        ProductQueries queries = new ProductQueries(model);
        api.handle(
                "getProduct",
                Answers.of(model, queries::one, followers, request -> ReadModel.topic(PRODUCTS, request.text("id"))));
        api.handle("listProducts", Answers.of(model, queries::list));
    }

    private Pages pages(List<String> sort, Class<?> keyType) {
        return new Pages(model, PRODUCTS, sort, List.of(keyType, String.class), ProductQueries::summary)
                .without("description", "attributes", "terms");
    }

    private Future<Reply> one(ApiRequest request) {
        String id = request.text("id");
        return model.find(PRODUCTS, id)
                .map(found -> found.filter(product -> product.has("status"))
                        .map(product -> Reply.ok(page(product)))
                        .orElseThrow(() -> new ProblemException(
                                Problem.of("unknown-product", 404, "No such product", "There is no product " + id))));
    }

    private Future<Reply> list(ApiRequest request) {
        return requireNonNull(bySort.get(request.text("sort"))).page(request, ProductFilter.of(request));
    }

    private static JsonObject page(Document product) {
        return summary(product)
                .put("description", product.textIfKnown("description"))
                .put("attributes", new JsonObject(product.text("attributes")));
    }

    private static JsonObject summary(Document product) {
        return new JsonObject()
                .put("id", product.id())
                .put("sku", product.text("sku"))
                .put("title", product.text("title"))
                .put("category", product.text("category"))
                .put("price", Json.of(new Money(product.number("price"), product.text("currency"))))
                .put("status", product.text("status"))
                .put("available", product.number("available"))
                .put("inStock", (boolean) product.value("inStock"))
                .put("unitsSold", product.number("sold"));
    }
}
