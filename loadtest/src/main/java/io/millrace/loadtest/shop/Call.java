package io.millrace.loadtest.shop;

import org.jspecify.annotations.Nullable;

/**
 * A request to the shop.
 *
 * @param body JSON; null for a query
 * @param key by which a command may be repeated; null for a query
 */
public record Call(
        String method,
        String url,
        @Nullable String body,
        @Nullable String key) {

    public static Call get(String url) {
        return new Call("GET", url, null, null);
    }
}
