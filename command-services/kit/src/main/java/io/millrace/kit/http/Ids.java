package io.millrace.kit.http;

import io.millrace.runtime.http.ApiRequest;
import java.util.Locale;

/** Ids as clients send them: the contract has checked that they are UUIDs, but not their case. */
public final class Ids {

    private Ids() {}

    /** A path parameter that is an id. */
    public static String of(ApiRequest request, String parameter) {
        return canonical(request.text(parameter));
    }

    /** The one spelling under which an id is known. */
    public static String canonical(String id) {
        return id.toLowerCase(Locale.ROOT);
    }
}
