package io.millrace.loadtest.shop;

/** Where the services are, without a slash at the end. Behind one entrance all are the same. */
public record Addresses(String customers, String catalog, String inventory, String orders, String query) {

    /** A system with one entrance. */
    public static Addresses at(String entrance) {
        return new Addresses(entrance, entrance, entrance, entrance, entrance);
    }
}
