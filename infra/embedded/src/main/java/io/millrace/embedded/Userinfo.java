package io.millrace.embedded;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Name and password as they stand in a URI, before the host. */
final class Userinfo {
    private Userinfo() {}

    static String of(String name, String password) {
        return encoded(name) + ":" + encoded(password) + "@";
    }

    /** Forms write a space as a plus, URIs don't. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
