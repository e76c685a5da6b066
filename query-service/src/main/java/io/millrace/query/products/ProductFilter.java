package io.millrace.query.products;

import io.millrace.runtime.http.ApiRequest;
import io.millrace.runtime.http.InvalidField;
import io.millrace.runtime.http.Problem;
import io.millrace.runtime.http.ProblemException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/** The products that a request asks for, as a MongoDB query. */
final class ProductFilter {

    private static final int MOST_WORDS = 20;
    private static final JsonObject ANY_STATUS =
            new JsonObject().put("$in", new JsonArray().add("ACTIVE").add("DISCONTINUED"));

    private ProductFilter() {}

    /** @throws ProblemException 400 if the request's parameters make no sense */
    static JsonObject of(ApiRequest request) {
        JsonObject filter = new JsonObject();
        String status = request.text("status");
        filter.put("status", status.equals("ANY") ? ANY_STATUS : status);
        request.optionalText("sku").ifPresent(sku -> filter.put("sku", sku));
        request.optionalText("category").ifPresent(category -> filter.put("category", category));
        request.optionalText("currency").ifPresent(currency -> filter.put("currency", currency));
        request.optionalFlag("inStock").ifPresent(inStock -> filter.put("inStock", inStock));
        JsonObject price = price(request.optionalNumber("minPrice"), request.optionalNumber("maxPrice"));
        if (!price.isEmpty()) {
            filter.put("price", price);
        }
        request.optionalText("q").ifPresent(query -> filter.put("$and", found(query)));
        return filter;
    }

    private static JsonObject price(OptionalLong min, OptionalLong max) {
        if (min.isPresent() && max.isPresent() && min.getAsLong() > max.getAsLong()) {
            throw invalid("minPrice", "must not be above maxPrice");
        }
        JsonObject price = new JsonObject();
        min.ifPresent(amount -> price.put("$gte", amount));
        max.ifPresent(amount -> price.put("$lte", amount));
        return price;
    }

    /** The longest word first: it is likely to be the rarest. */
    private static JsonArray found(String query) {
        List<String> words = Words.in(query).stream().distinct().toList();
        if (words.isEmpty() || words.size() > MOST_WORDS) {
            throw invalid("q", "must have at least one word of letters or digits, and at most " + MOST_WORDS);
        }
        return new JsonArray(words.stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .map(ProductFilter::beginning)
                .toList());
    }

    /** Some term begins with the word. Bounds of one element, which an index can use as it stands. */
    private static JsonObject beginning(String word) {
        JsonObject range = new JsonObject().put("$gte", word).put("$lt", after(word));
        return new JsonObject().put("terms", new JsonObject().put("$elemMatch", range));
    }

    /** The first text behind all that begin with a word. */
    private static String after(String word) {
        int last = word.codePointBefore(word.length());
        return word.substring(0, word.length() - Character.charCount(last)) + Character.toString(last + 1);
    }

    private static ProblemException invalid(String parameter, String message) {
        return new ProblemException(Problem.invalidRequest(InvalidField.parameter(parameter, message)));
    }
}
