package io.millrace.query.http;

import io.millrace.contracts.Money;
import io.millrace.query.projection.Document;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** How values stand in answers. */
public final class Json {

    private Json() {}

    public static JsonObject of(Money money) {
        return new JsonObject().put("amount", money.amount()).put("currency", money.currency());
    }

    /** A time in its shortest form, null where there is none. */
    public static @Nullable String time(Document document, String field) {
        return document.has(field) ? document.time(field).toString() : null;
    }

    /** Amounts by currency as a list of money, by currency. */
    public static JsonArray moneyByCurrency(Document amounts) {
        JsonArray all = new JsonArray();
        amounts.names().stream()
                .sorted()
                .forEach(currency -> all.add(of(new Money(amounts.number(currency), currency))));
        return all;
    }
}
