package io.millrace.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Filters and a sort of the product list, with what they mean. */
final class ProductQuestion {

    private final Map<String, String> parameters = new LinkedHashMap<>();
    private final List<Predicate<RandomProduct>> filters = new ArrayList<>();
    private final String sort;

    private ProductQuestion(String sort) {
        this.sort = sort;
        parameters.put("sort", sort);
    }

    static ProductQuestion everything(String sort) {
        ProductQuestion question = new ProductQuestion(sort);
        question.parameters.put("status", "ANY");
        return question;
    }

    static ProductQuestion of(Random random, String sort) {
        ProductQuestion question = new ProductQuestion(sort);
        question.addStatus(RandomProduct.one(random, List.of("", "ACTIVE", "DISCONTINUED", "ANY")));
        if (random.nextInt(3) == 0) {
            String category = RandomProduct.category(random);
            question.add("category", category, product -> product.category().equals(category));
        }
        if (random.nextInt(3) == 0) {
            boolean inStock = random.nextBoolean();
            question.add("inStock", "" + inStock, product -> product.available() > 0 == inStock);
        }
        if (random.nextInt(3) == 0) {
            String currency = random.nextBoolean() ? "EUR" : "USD";
            question.add(
                    "currency", currency, product -> product.price().currency().equals(currency));
        }
        question.addPrices(random);
        if (random.nextInt(2) == 0) {
            question.addSearch(random);
        }
        return question;
    }

    private void addStatus(String status) {
        if (!status.isEmpty()) {
            parameters.put("status", status);
        }
        if (!status.equals("ANY")) {
            filters.add(product -> product.discontinued() == status.equals("DISCONTINUED"));
        }
    }

    private void addPrices(Random random) {
        int min = random.nextInt(5);
        if (random.nextInt(3) == 0) {
            add("minPrice", "" + min, product -> product.price().amount() >= min);
        }
        if (random.nextInt(3) == 0) {
            int max = min + random.nextInt(4);
            add("maxPrice", "" + max, product -> product.price().amount() <= max);
        }
    }

    private void addSearch(Random random) {
        List<String> words = new ArrayList<>();
        for (int i = random.nextInt(2); i >= 0; i--) {
            String word = RandomProduct.word(random);
            words.add(word.substring(0, 1 + random.nextInt(word.length())));
        }
        add(
                "q",
                String.join(random.nextBoolean() ? " " : "-", words),
                product -> words.stream()
                        .allMatch(
                                word -> product.words().anyMatch(term -> term.startsWith(RandomProduct.plain(word)))));
    }

    private void add(String parameter, String value, Predicate<RandomProduct> filter) {
        parameters.put(parameter, value);
        filters.add(filter);
    }

    String path() {
        return parameters.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), UTF_8))
                .collect(Collectors.joining("&", "/products?", ""));
    }

    boolean selects(RandomProduct product) {
        return filters.stream().allMatch(filter -> filter.test(product));
    }

    Comparator<RandomProduct> order() {
        Comparator<RandomProduct> byId = Comparator.comparing(RandomProduct::id);
        return switch (sort) {
            case "title" -> Comparator.comparing(ProductQuestion::titleKey).thenComparing(byId);
            case "price" ->
                Comparator.<RandomProduct>comparingLong(
                                product -> product.price().amount())
                        .thenComparing(byId);
            case "-price" ->
                Comparator.<RandomProduct>comparingLong(
                                product -> product.price().amount())
                        .thenComparing(byId)
                        .reversed();
            default ->
                Comparator.comparingInt(RandomProduct::sold).thenComparing(byId).reversed();
        };
    }

    private static String titleKey(RandomProduct product) {
        return RandomProduct.plain(product.title()).replaceAll("[^a-z0-9]+", " ");
    }

    @Override
    public String toString() {
        return path();
    }
}
