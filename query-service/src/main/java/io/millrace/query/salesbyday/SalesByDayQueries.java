package io.millrace.query.salesbyday;

import static io.millrace.query.salesbyday.SalesByDay.DAYS;

import io.millrace.contracts.Money;
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

/** {@code GET /sales/days}: by day and currency, days on which nothing remains sold left out. */
public final class SalesByDayQueries {

    public static final Projection PROJECTION = SalesByDay.PROJECTION;

    private static final String FIRST_DAY = "0000-01-01";
    private static final String LAST_DAY = "9999-12-31";

    private final Pages days;

    private SalesByDayQueries(ReadModel model) {
        this.days = new Pages(
                model, DAYS, List.of("day", "currency"), List.of(String.class, String.class), SalesByDayQueries::day);
    }

    /** Lets the interface answer from this read model. */
    public static void answer(HttpApi.Builder api, ReadModel model) {
        SalesByDayQueries queries = new SalesByDayQueries(model);
        api.handle("listSalesByDay", Answers.of(model, queries::list));
    }

    private Future<Reply> list(ApiRequest request) {
        JsonObject range = new JsonObject()
                .put("$gte", request.optionalText("from").orElse(FIRST_DAY))
                .put("$lte", request.optionalText("to").orElse(LAST_DAY));
        JsonObject sold = new JsonObject().put("$gt", 0);
        return days.page(request, new JsonObject().put("day", range).put("ordersConfirmed", sold));
    }

    private static JsonObject day(Document day) {
        return new JsonObject()
                .put("day", day.text("day"))
                .put("currency", day.text("currency"))
                .put("ordersConfirmed", day.number("ordersConfirmed"))
                .put("units", day.number("units"))
                .put("revenue", Json.of(new Money(day.number("revenue"), day.text("currency"))));
    }
}
