package io.millrace.demo;

import io.millrace.demo.smoke.Product;
import java.util.Map;
import java.util.stream.Collectors;

/** The products of the demo, for tests in other packages. */
public final class ProductTitles {

    private ProductTitles() {}

    public static Map<String, String> byId() {
        return SeededCatalog.products().stream().collect(Collectors.toMap(Product::id, Product::title));
    }
}
